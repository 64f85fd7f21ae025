package dev.tern.install.predict;

import dev.tern.integer.Classification;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Texts in, lines out, in their order: each as soon as it comes, many together if many wait. */
public final class Answering {
    private static final int MANY = 256;

    private final TextModel model;
    private final AnswerFormat format;
    private final int most;
    private final PrintStream out;
    private final PrintStream notes;
    private long answered;
    private boolean saidCut;

    /**
     * @param most classes in a line
     * @param notes for what is said once about the texts
     */
    public Answering(TextModel model, AnswerFormat format, int most, PrintStream out, PrintStream notes) {
        this.model = model;
        this.format = format;
        this.most = most;
        this.out = out;
        this.notes = notes;
    }

    /** Answers every line until there are no more, or nobody reads the answers. */
    public void answer(BufferedReader in) throws IOException {
        List<String> texts = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            texts.add(line);
            if (texts.size() == MANY || !in.ready()) {
                answer(texts);
                texts.clear();
            }
            if (out.checkError()) {
                return;
            }
        }
        answer(texts);
    }

    /** Answers these texts. */
    public void answer(List<String> texts) {
        List<Boolean> read = texts.stream().map(model::reads).toList();
        List<String> known = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            if (read.get(i)) {
                known.add(texts.get(i));
            }
            if (!saidCut && model.cuts(texts.get(i))) {
                saidCut = true;
                notes.println("tern: text " + (answered + i + 1) + " has more than the " + model.tokens()
                        + " tokens this model reads; such texts are cut there, as in training.");
            }
        }
        Iterator<Classification> answers = model.predict(known).iterator();
        read.forEach(isRead -> out.println(isRead ? format.line(answers.next(), most) : format.nothing()));
        out.flush();
        answered += texts.size();
    }
}
