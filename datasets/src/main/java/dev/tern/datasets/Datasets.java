package dev.tern.datasets;

import java.nio.file.Path;

/** Every data set by its name: five that ship with Tern, and the formats of others from a folder of yours. */
public final class Datasets {

    private Datasets() {}

    /** 4,292 and 572 e-mails; 1 is spam. */
    public static Dataset spam() {
        throw new UnsupportedOperationException("in the making");
    }

    /** 6,000 and 600 Bible verses in six groups of books. */
    public static Dataset bibleGenre() {
        throw new UnsupportedOperationException("in the making");
    }

    /** 10,000 and 500 Bible verses in English and Spanish. */
    public static Translations bibleEnEs() {
        throw new UnsupportedOperationException("in the making");
    }

    /** 8,000 and 1,500 pictures of clothes, 28 x 28 grey, ten classes. */
    public static Dataset fashionMnist() {
        throw new UnsupportedOperationException("in the making");
    }

    /** 1,797 handwritten digits, 8 x 8 grey, ten classes. */
    public static Dataset digits() {
        throw new UnsupportedOperationException("in the making");
    }

    /** A GLUE task from its folder with train.tsv and dev.tsv, plain or .gz: SST-2, CoLA, MRPC, RTE. */
    public static Dataset glue(Path folder) {
        throw new UnsupportedOperationException("in the making");
    }

    /** Two TSV files with a header, columns sentence (or sentence1, sentence2) and label, plain or .gz. */
    public static Dataset tsv(Path train, Path test) {
        throw new UnsupportedOperationException("in the making");
    }

    /** TREC questions from a folder: train.tsv, dev.tsv and labels.txt, or the original .label files. */
    public static Dataset trec(Path folder) {
        throw new UnsupportedOperationException("in the making");
    }
}
