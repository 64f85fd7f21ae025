package dev.tern.datasets;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Every data set by its name: five that ship with Tern, and the formats of others from a folder of yours. */
public final class Datasets {

    private static final List<String> CLOTHES = List.of(
            "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot");
    private static final List<String> DIGITS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    private Datasets() {}

    /** 4,292 and 572 e-mails, subject and first words; is it spam? */
    public static Dataset spam() {
        return shipped("spam", "is this e-mail spam?", "ODC PDDL 1.0, contents CC0", List.of("ham", "spam"));
    }

    /** 6,000 and 600 Bible verses in six groups of books. */
    public static Dataset bibleGenre() {
        var names = Source.shipped("bible-genre/labels.txt").lines(StandardCharsets.UTF_8);
        return shipped("bible-genre", "which books is this verse from?", "public domain", names);
    }

    private static Dataset shipped(String name, String task, String licence, List<String> names) {
        var train = Tsv.withHeader(Source.shipped(name + "/train.tsv.gz"));
        var test = Tsv.withHeader(Source.shipped(name + "/dev.tsv.gz"));
        return Dataset.of(
                name,
                task,
                licence,
                train.split("train", names, "sentence", null, "label"),
                test.split("test", names, "sentence", null, "label"));
    }

    /** 10,000 and 500 Bible verses in English and Spanish. */
    public static Translations bibleEnEs() {
        return new Translations(
                "bible-en-es",
                "public domain",
                Translations.pairs(Tsv.withHeader(Source.shipped("bible-en-es/train.tsv.gz")), "ref", "en", "es"),
                Translations.pairs(Tsv.withHeader(Source.shipped("bible-en-es/dev.tsv.gz")), "ref", "en", "es"));
    }

    /** 8,000 and 1,500 pictures of clothes, 28 x 28 grey, ten classes. */
    public static Dataset fashionMnist() {
        return Dataset.of("fashion-mnist", "what is to be worn?", "MIT", fashion("train"), fashion("test"));
    }

    private static Split fashion(String split) {
        var prefix = "fashion-mnist/" + split;
        return Images.idx(
                split,
                CLOTHES,
                Source.shipped(prefix + "-images-idx3-ubyte.gz"),
                Source.shipped(prefix + "-labels-idx1-ubyte.gz"));
    }

    /** 1,797 handwritten digits, 8 x 8 grey, ten classes; every fifth is for the test. */
    public static Dataset digits() {
        return Images.digits(Source.shipped("digits/digits.csv.gz"), DIGITS);
    }

    /**
     * A GLUE task from its folder with train.tsv and dev.tsv, plain or .gz: SST-2, CoLA, MRPC or RTE, told by the
     * columns.
     *
     * @throws DataException if a file or a column is missing, or a line cannot be read (the message names file and line)
     */
    public static Dataset glue(Path folder) {
        return Glue.read(folder);
    }

    /**
     * Two TSV files with a header, columns sentence (or sentence1 and sentence2) and label, plain or .gz. Labels are
     * numbers from 0, named by labels.txt if that lies beside the training file, or words.
     *
     * @throws DataException as {@link #glue(Path)}
     */
    public static Dataset tsv(Path train, Path test) {
        var forTraining = Tsv.withHeader(Source.file(train));
        var forTest = Tsv.withHeader(Source.file(test));
        var names = labelNames(train, forTraining);
        var name = String.valueOf(train.getFileName()).replaceFirst("\\.tsv(\\.gz)?$", "");
        return Dataset.of(
                name, "classes of text", "your own", split("train", names, forTraining), split("test", names, forTest));
    }

    private static Split split(String name, List<String> names, Tsv table) {
        boolean pairs = table.header().contains("sentence1");
        return table.split(name, names, pairs ? "sentence1" : "sentence", pairs ? "sentence2" : null, "label");
    }

    /** From labels.txt; else the numbers 0 to the largest in the file; else the words in it, by the alphabet. */
    private static List<String> labelNames(Path train, Tsv table) {
        var beside = train.resolveSibling("labels.txt");
        if (Source.exists(beside)) {
            return Source.file(beside).lines(StandardCharsets.UTF_8);
        }
        var found = new TreeSet<>(table.column("label"));
        if (!found.stream().allMatch(label -> label.matches("\\d{1,4}"))) {
            return List.copyOf(found);
        }
        int largest = found.stream().mapToInt(Integer::parseInt).max().orElse(0);
        var numbers = new ArrayList<String>();
        for (int label = 0; label <= largest; label++) {
            numbers.add(String.valueOf(label));
        }
        return numbers;
    }

    /** TREC questions from a folder: train.tsv, dev.tsv and labels.txt, or the original .label files. */
    public static Dataset trec(Path folder) {
        return Trec.read(folder);
    }
}
