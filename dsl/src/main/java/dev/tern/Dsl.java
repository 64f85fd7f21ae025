package dev.tern;

import dev.tern.datasets.Dataset;
import dev.tern.datasets.Datasets;
import dev.tern.datasets.augment.Augmentation;
import dev.tern.nn.Arithmetic;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.quant.Bits;
import dev.tern.quant.Bwn;
import dev.tern.quant.Granularity;
import dev.tern.quant.KdLsq;
import dev.tern.quant.Lab;
import dev.tern.quant.Laq;
import dev.tern.quant.Lat;
import dev.tern.quant.Lsq;
import dev.tern.quant.LsqPlus;
import dev.tern.quant.MinMaxWeights;
import dev.tern.quant.Scheme;
import dev.tern.quant.TernaryConnect;
import dev.tern.quant.Twn;
import dev.tern.quant.WeightQuantizer;
import dev.tern.report.MethodPage;
import dev.tern.report.ResultTable;
import dev.tern.tensor.Precision;
import dev.tern.train.Attention;
import dev.tern.train.Hidden;
import dev.tern.train.Hint;
import dev.tern.train.Labels;
import dev.tern.train.Logits;
import java.nio.file.Path;

/**
 * Every word of the language. A notebook begins with {@code import static dev.tern.Dsl.*}; Tern's kernel does that for
 * you.
 *
 * <pre>{@code
 * var data = spam();
 * var teacher = model(miniLM().layers(0, 5)).fit(data);
 * var student = model().ternarize(TWN).distillFrom(teacher).activations(int8, asymmetric).fit(data);
 * compare(teacher, student, student.integer()).on(data.test())
 * }</pre>
 */
public final class Dsl {
    private Dsl() {}

    // What to train

    /** A recipe whose network is that of the teacher it will be given. */
    public static Recipe model() {
        return Recipe.of(null);
    }

    /** A recipe for this network: {@code model(miniLM().layers(0, 5))}. */
    public static Recipe model(Architecture network) {
        return Recipe.of(network);
    }

    /** A recipe that starts from a trained model's weights without imitating it. */
    public static Recipe model(Model start) {
        return Recipe.of(new Continued(start));
    }

    // Networks

    /** MiniLM-L6, pretrained: 6 layers, width 384, 12 heads; {@code miniLM().layers(0, 5)} keeps two of them. */
    public static MiniLm miniLM() {
        return new MiniLm();
    }

    /** A pretrained BERT from a folder of Hugging Face's transformers: {@code huggingFace(Path.of("bert-mini"))}. */
    public static HuggingFace huggingFace(Path folder) {
        return new HuggingFace(folder);
    }

    /** A BERT encoder from random weights: {@code bert().layers(2).width(128).heads(2)}. */
    public static Bert bert() {
        return new Bert();
    }

    /** A multi-layer perceptron with these hidden widths, for images and other feature vectors. */
    public static Perceptron mlp(int... hidden) {
        return new Perceptron(hidden);
    }

    // Weights

    /** Ternary Weight Networks (Li et al. 2016): threshold 0.7 · E|w|, scale α = mean of what is above it. */
    public static final Twn TWN = Twn.TWN;

    /** Learned step size (Esser et al. 2020): {@code weights(LSQ.bits(int2))}, {@code activations(int8, LSQ)}. */
    public static final Lsq LSQ = Lsq.LSQ;

    /** LSQ+ (Bhalgat et al. 2020): weights as LSQ from another start; activations with a learned offset. */
    public static final LsqPlus LSQ_PLUS = LsqPlus.LSQ_PLUS;

    /** KDLSQ-BERT's learned clip value (Jin et al. 2021), of weights and of activations. */
    public static final KdLsq KDLSQ = KdLsq.KDLSQ;

    /** Loss-aware ternarization (Hou and Kwok 2018): errors count by how much the loss minds them. */
    public static final Lat LAT = Lat.LAT;

    /** TernaryConnect (Lin et al. 2016): codes drawn at every step so that their mean is the weight. */
    public static final TernaryConnect STOCHASTIC = TernaryConnect.STOCHASTIC;

    /** Binary weights (Rastegari et al. 2016): the sign of the weight times the mean magnitude. */
    public static final Bwn BWN = Bwn.BWN;

    /** Loss-aware binarization (Hou et al. 2017): the sign of the weight times a weighted mean magnitude. */
    public static final Lab LAB = Lab.LAB;

    /** Loss-aware weights of a few bits (Hou and Kwok 2018), three unless said: {@code weights(LAQ.bits(int4))}. */
    public static final Laq LAQ = Laq.LAQ;

    // Bits and schemes

    /** Eight bits. */
    public static final Bits int8 = Bits.INT8;

    /** Six bits. */
    public static final Bits int6 = Bits.INT6;

    /** Four bits. */
    public static final Bits int4 = Bits.INT4;

    /** Three bits. */
    public static final Bits int3 = Bits.INT3;

    /** Two bits: symmetric weights of two bits are ternary. */
    public static final Bits int2 = Bits.INT2;

    /** A grid from the smallest to the largest value, with an integer zero point. */
    public static final Scheme asymmetric = Scheme.ASYMMETRIC;

    /** A grid symmetric around zero. */
    public static final Scheme symmetric = Scheme.SYMMETRIC;

    /** One scale a matrix. */
    public static final Granularity perTensor = Granularity.PER_TENSOR;

    /** One scale a row: {@code TWN.with(perRow)}. */
    public static final Granularity perRow = Granularity.PER_ROW;

    /** One scale for each output of a layer, which is a row of its matrix; prints as {@link #perRow}. */
    public static final Granularity perChannel = Granularity.PER_ROW;

    /** One scale for so many neighbours of a row: {@code weights(int4, asymmetric, perGroup(64))}. */
    public static Granularity perGroup(int size) {
        return Granularity.perGroup(size);
    }

    /** The sign only, times the mean magnitude of each row (Rastegari et al. 2016): {@code activations(binary)}. */
    public static final Scheme binary = Scheme.BINARY;

    /** Embedding tables stay as they are while training. */
    public static final EmbeddingTraining frozen = EmbeddingTraining.FROZEN;

    /** Embedding tables are trained. */
    public static final EmbeddingTraining trained = EmbeddingTraining.TRAINED;

    /** GELU, softmax, LayerNorm and residual additions in whole numbers, trained as shipped: {@code arithmetic(integer)}. */
    public static final Arithmetic integer = Arithmetic.INTEGER;

    /** GELU, softmax, LayerNorm and residual additions in fp32. */
    public static final Arithmetic mixed = Arithmetic.MIXED;

    // Published systems, as recipes

    /** TernaryBERT (Zhang et al., EMNLP 2020): {@code TernaryBERT.recipe(teacher).fit(data)}. */
    public static final Published TernaryBERT = Published.TERNARY_BERT;

    /** BinaryBERT (Bai et al., ACL 2021): {@code BinaryBERT.fit(teacher, data).binary()}. */
    public static final BinaryBert BinaryBERT = BinaryBert.BINARY_BERT;

    /** Q8BERT (Zafrir et al. 2019): {@code Q8BERT.recipe(teacher).fit(data)}. */
    public static final Published Q8BERT = Published.Q8_BERT;

    /** KDLSQ-BERT (Jin et al. 2021), 2 bits: {@code KDLSQBERT.recipe(teacher).fit(data)}. */
    public static final Published KDLSQBERT = Published.KDLSQ_BERT;

    /** Jacob et al. (CVPR 2018), plain 8-bit training for integer inference: {@code Jacob.recipe(teacher).fit(data)}. */
    public static final Published Jacob = Published.JACOB;

    // Sizes

    /** Training's products in fp32, with the same bits on every machine. */
    public static final Precision exact = Precision.EXACT;

    /** Training's products as fast as the processor can: gradients in bf16 where it has that. */
    public static final Precision fast = Precision.FAST;

    /** A size a model may have: {@code student.split(mebibytes(16.5))}. */
    public static Size mebibytes(double number) {
        return new Size(number);
    }

    // What a student imitates

    /** The teacher's logits; {@code logits.temperature(4).labels(0.1)} is Hinton's mix with the true labels. */
    public static final Logits logits = Logits.TERNARY_BERT;

    /** The teacher's hidden states, the embedding output and every layer's. */
    public static final Hidden hidden = Hidden.EVERY_LAYER;

    /** The teacher's attention scores, before the softmax. */
    public static final Attention attention = Attention.EVERY_LAYER;

    /** The true labels, beside what is imitated: {@code labels.and(logits)}. */
    public static final Labels labels = Labels.LABELS;

    /** FitNets' hint: a layer of the student, through a learned linear map, imitates one of the teacher. */
    public static Hint hint(int studentLayer, int teacherLayer) {
        return new Hint(studentLayer, teacherLayer);
    }

    // Data

    /** E-mails, spam or not: 4,292 to train on and 572 to test on. */
    public static Dataset spam() {
        return Datasets.spam();
    }

    /** Bible verses by kind of book, six classes: 6,000 and 600. */
    public static Dataset bibleGenre() {
        return Datasets.bibleGenre();
    }

    /** Handwritten digits of 8 x 8 pixels, ten classes. */
    public static Dataset digits() {
        return Datasets.digits();
    }

    /** Grey images of clothing, 28 x 28 pixels, ten classes: 8,000 and 1,500. */
    public static Dataset fashionMnist() {
        return Datasets.fashionMnist();
    }

    /** A GLUE task (SST-2, CoLA, MRPC, RTE) from a folder of its TSV files. */
    public static Dataset glue(String folder) {
        return Datasets.glue(Path.of(folder));
    }

    /** TREC's question types from a folder of its files. */
    public static Dataset trec(String folder) {
        return Datasets.trec(Path.of(folder));
    }

    /** Any classification data: TSV files with a header naming the columns sentence and label. */
    public static Dataset tsv(String train, String test) {
        return Datasets.tsv(Path.of(train), Path.of(test));
    }

    /** TinyBERT's augmentation, words replaced by their nearest: {@code augment(spam()).copies(20)}. */
    public static Augmentation augment(Dataset data) {
        return Augmentation.of(data, new ReportedProgress());
    }

    // Results

    /** A method on one page, with numbers and weights before and after: {@code explain(TWN)}, {@code explain(int4)}. */
    public static MethodPage explain(WeightQuantizer method) {
        return MethodPage.of(method);
    }

    /** Several methods on the same weights: bits, values, share of zeros, relative error: {@code explain(TWN, LSQ)}. */
    public static ResultTable explain(WeightQuantizer... methods) {
        return MethodPage.table(methods);
    }

    /** The page of min-max weights of this many bits: {@code explain(int8)}. */
    public static MethodPage explain(Bits bits) {
        return MethodPage.of(MinMaxWeights.of(bits));
    }

    /** Compares models on the same rows: {@code compare(teacher, student, student.integer()).on(data.test())}. */
    public static Comparison compare(Predictor... models) {
        return new Comparison(models);
    }

    /** A model from a file that {@link Model#save} or {@link IntegerModel#save} wrote. */
    public static Model load(Path file) {
        return ModelFile.read(file);
    }
}
