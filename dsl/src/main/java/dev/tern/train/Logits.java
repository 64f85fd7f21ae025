package dev.tern.train;

import dev.tern.nn.Batch;
import dev.tern.nn.Outputs;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The teacher's logits, through softened distributions p = softmax(z_teacher / T), q = softmax(z_student / T) of B rows
 * and K classes. The same words name three published forms:
 *
 * <pre>
 *   logits                           -sum p log q / (B K)                       TernaryBERT's code, T = 1
 *   logits.temperature(4)            T^2 sum p log(p / q) / B                   Hinton
 *   logits.temperature(4).labels(l)  (1 - l) of that + l * cross-entropy of the true labels
 *   logits.temperature(3).batchMean()    -sum p log q / B                       FitNets' second stage
 *   logits.temperature(4).elementMean()  -sum p log q / (B K)                   TernaryBERT's form, softened
 * </pre>
 *
 * <p>Hinton, Vinyals, Dean, "Distilling the Knowledge in a Neural Network", 2015 (section 2); Zhang et al., TernaryBERT,
 * EMNLP 2020 (eq. 9); Romero et al., FitNets, ICLR 2015 (eq. 2). The losses are {@link SoftCrossEntropy}. Immutable.
 */
public final class Logits extends Part<Logits> {
    private enum Form {
        ELEMENT_MEAN,
        BATCH_MEAN,
        HINTON
    }

    /** TernaryBERT's form: the mean over all elements at temperature 1, no labels. */
    public static final Logits TERNARY_BERT = new Logits(Form.ELEMENT_MEAN, 1, 0, Weight.ONE);

    private final Form form;
    private final double temperature;
    private final double labels;

    private Logits(Form form, double temperature, double labels, Weight weight) {
        super(weight);
        this.form = form;
        this.temperature = temperature;
        this.labels = labels;
    }

    /**
     * Hinton's divergence at this temperature, mean over the batch; T^2 keeps the size of its gradient.
     *
     * @param t above 0; the larger, the more the small probabilities count
     */
    public Logits temperature(double t) {
        if (!(t > 0) || !Float.isFinite((float) t) || (float) t == 0) {
            throw new IllegalArgumentException("logits.temperature(" + Weight.number(t)
                    + "): a temperature is a positive number, such as logits.temperature(4).");
        }
        return new Logits(Form.HINTON, t, labels, weight());
    }

    /**
     * Mixes in the true labels: (1 - share) times this loss plus share times their cross-entropy. Turns the plain
     * {@code logits} into Hinton's form at temperature 1, whose mean over the batch the cross-entropy's matches.
     *
     * @param share in [0, 1]
     */
    public Logits labels(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("logits.labels(" + Weight.number(share)
                    + "): the labels' share lies in [0, 1], such as logits.temperature(4).labels(0.1).");
        }
        Form mixed = this.equals(TERNARY_BERT.weighted(weight())) ? Form.HINTON : form;
        return new Logits(mixed, temperature, share, weight());
    }

    /** The soft cross-entropy's mean over the batch, without T^2. */
    public Logits batchMean() {
        return new Logits(Form.BATCH_MEAN, temperature, labels, weight());
    }

    /** The soft cross-entropy's mean over rows and classes, without T^2: TernaryBERT's form. */
    public Logits elementMean() {
        return new Logits(Form.ELEMENT_MEAN, temperature, labels, weight());
    }

    @Override
    Logits weighted(Weight other) {
        return new Logits(form, temperature, labels, other);
    }

    @Override
    boolean comparesTokens() {
        return false;
    }

    @Override
    List<Term> start() {
        List<Term> terms = new ArrayList<>();
        terms.add(new Softened());
        if (labels > 0) {
            terms.add(new Labels.CrossEntropyTerm(labels));
        }
        return terms;
    }

    @Override
    String words() {
        boolean isPlain = form == Form.ELEMENT_MEAN && temperature == 1;
        String mean = form == Form.HINTON || isPlain ? "" : form == Form.BATCH_MEAN ? ".batchMean()" : ".elementMean()";
        String soft = temperature == 1 && form != Form.HINTON ? "" : ".temperature(" + Weight.number(temperature) + ")";
        boolean isImplied = form == Form.HINTON && temperature == 1 && labels > 0;
        String mix = labels == 0 ? "" : ".labels(" + Weight.number(labels) + ")";
        // The plain mean with labels must be named after them, since labels(...) turns it into Hinton's form.
        return "logits" + (isImplied ? "" : soft) + (isPlain && labels > 0 ? mix + ".elementMean()" : mean + mix);
    }

    private final class Softened implements Term {
        @Override
        public String name() {
            return "logits";
        }

        @Override
        public double share() {
            return 1 - labels;
        }

        @Override
        public Tensor loss(Tape tape, Outputs student, Outputs teacher, Batch batch) {
            Tensor ours = student.logits();
            Tensor theirs = teacher.logits();
            if (ours.columns() != theirs.columns()) {
                throw new IllegalArgumentException("The student tells " + ours.columns()
                        + " classes apart, the teacher " + theirs.columns() + ": teach it on the same data first.");
            }
            float t = (float) temperature;
            return switch (form) {
                case ELEMENT_MEAN -> SoftCrossEntropy.elementMean(tape, ours, theirs, t);
                case BATCH_MEAN -> SoftCrossEntropy.batchMean(tape, ours, theirs, t);
                case HINTON -> SoftCrossEntropy.hinton(tape, ours, theirs, t);
            };
        }
    }
}
