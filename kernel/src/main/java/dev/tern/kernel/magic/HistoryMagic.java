package dev.tern.kernel.magic;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Shows the cells run so far. */
final class HistoryMagic implements Magic {
    @Override
    public String name() {
        return "history";
    }

    @Override
    public Help help() {
        return Help.of("shows the cells run so far, oldest first")
                .usage("%history [N] [--find TEXT] [--numbers]")
                .option("N", "", "only the last N cells")
                .option("--find", "TEXT", "only cells that contain the text")
                .option("--numbers", "", "with the number of each cell in front")
                .example("%history 10")
                .example("%history --find \"new Scanner\"");
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        List<String> all = call.history();
        List<String> words = call.words();
        int wanted = all.size();
        String text = "";
        boolean numbers = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--numbers")) {
                numbers = true;
            } else if (word.equals("--find") && i + 1 < words.size()) {
                i++;
                text = words.get(i);
            } else if (word.matches("\\d{1,9}")) {
                wanted = Integer.parseInt(word);
            } else {
                throw new MagicException(
                        "\"" + word + "\" says nothing here. Type a number of cells, such as %history 10,"
                                + " or %history --find text.");
            }
        }
        String found = text;
        List<Integer> lines = IntStream.range(0, all.size())
                .filter(i -> all.get(i).contains(found))
                .boxed()
                .toList();
        String separator = numbers ? "  " : "";
        boolean numbered = numbers;
        String shown = lines.stream()
                .skip(Math.max(0, lines.size() - wanted))
                .map(i -> (numbered ? String.format("%4d", i + 1) : "") + separator + all.get(i))
                .collect(Collectors.joining("\n"));
        if (!shown.isEmpty()) {
            call.print(shown);
        }
    }
}
