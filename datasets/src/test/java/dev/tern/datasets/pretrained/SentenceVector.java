package dev.tern.datasets.pretrained;

/**
 * BERT's forward pass in plain loops, to judge whether every weight stands under its right name and the right way
 * round: post-LayerNorm encoder with exact GELU (Devlin et al. 2018), then the mean over the tokens.
 */
final class SentenceVector {

    private final Pretrained model;

    private SentenceVector(Pretrained model) {
        this.model = model;
    }

    static double[] of(Pretrained model, String text) {
        return new SentenceVector(model)
                .forward(model.tokenizer().encode(text, 64).ids());
    }

    static double cosine(double[] a, double[] b) {
        return dot(a, b, 0, a.length) / Math.sqrt(dot(a, a, 0, a.length) * dot(b, b, 0, b.length));
    }

    private static double dot(double[] a, double[] b, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private double[] forward(int[] ids) {
        int width = model.shape().width();
        var x = new double[ids.length][width];
        for (int t = 0; t < ids.length; t++) {
            for (int i = 0; i < width; i++) {
                x[t][i] = values("embeddings.word_embeddings.weight")[ids[t] * width + i]
                        + values("embeddings.position_embeddings.weight")[t * width + i]
                        + values("embeddings.token_type_embeddings.weight")[i];
            }
        }
        normalize(x, "embeddings.LayerNorm");
        for (int layer = 0; layer < model.shape().layers(); layer++) {
            var prefix = "encoder.layer." + layer + ".";
            add(x, linear(attention(x, prefix + "attention.self."), prefix + "attention.output.dense"));
            normalize(x, prefix + "attention.output.LayerNorm");
            var hidden = linear(x, prefix + "intermediate.dense");
            for (var row : hidden) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = row[i] * 0.5 * (1 + erf(row[i] / Math.sqrt(2)));
                }
            }
            add(x, linear(hidden, prefix + "output.dense"));
            normalize(x, prefix + "output.LayerNorm");
        }
        var mean = new double[width];
        for (var row : x) {
            for (int i = 0; i < width; i++) {
                mean[i] += row[i] / x.length;
            }
        }
        return mean;
    }

    private double[][] attention(double[][] x, String prefix) {
        var q = linear(x, prefix + "query");
        var k = linear(x, prefix + "key");
        var v = linear(x, prefix + "value");
        int head = model.shape().width() / model.shape().heads();
        var out = new double[x.length][model.shape().width()];
        for (int from = 0; from < model.shape().width(); from += head) {
            for (int t = 0; t < x.length; t++) {
                var p = new double[x.length];
                double sum = 0;
                for (int s = 0; s < x.length; s++) {
                    p[s] = Math.exp(dot(q[t], k[s], from, from + head) / Math.sqrt(head));
                    sum += p[s];
                }
                for (int s = 0; s < x.length; s++) {
                    for (int i = from; i < from + head; i++) {
                        out[t][i] += p[s] / sum * v[s][i];
                    }
                }
            }
        }
        return out;
    }

    private double[][] linear(double[][] x, String name) {
        var weight = model.weight(name + ".weight");
        int out = weight.shape()[0];
        int in = weight.shape()[1];
        var y = new double[x.length][out];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < out; o++) {
                double sum = values(name + ".bias")[o];
                for (int i = 0; i < in; i++) {
                    sum += weight.values()[o * in + i] * x[t][i];
                }
                y[t][o] = sum;
            }
        }
        return y;
    }

    private void normalize(double[][] x, String name) {
        for (var row : x) {
            double mean = 0;
            double square = 0;
            for (double value : row) {
                mean += value / row.length;
            }
            for (double value : row) {
                square += (value - mean) * (value - mean) / row.length;
            }
            for (int i = 0; i < row.length; i++) {
                row[i] = (row[i] - mean) / Math.sqrt(square + 1e-12) * values(name + ".weight")[i]
                        + values(name + ".bias")[i];
            }
        }
    }

    private static void add(double[][] x, double[][] y) {
        for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < x[t].length; i++) {
                x[t][i] += y[t][i];
            }
        }
    }

    /** By its power series, which converges everywhere; beyond 5 it is 1 to double precision. */
    private static double erf(double x) {
        if (Math.abs(x) > 5) {
            return Math.signum(x);
        }
        double sum = x;
        double term = x;
        for (int n = 1; n < 120; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }

    private float[] values(String name) {
        return model.weight(name).values();
    }
}
