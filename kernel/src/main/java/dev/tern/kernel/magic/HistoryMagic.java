package dev.tern.kernel.magic;

import java.util.List;

/** Shows the cells run so far. */
final class HistoryMagic implements Magic {
    @Override
    public String name() {
        return "history";
    }

    @Override
    public String help() {
        return "%history [n]  shows the last n cells (all without n)";
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        List<String> all = call.history();
        int wanted = all.size();
        if (!call.words().isEmpty()) {
            try {
                wanted = Integer.parseInt(call.words().get(0));
            } catch (NumberFormatException wrong) {
                throw new MagicException("Type a number of cells, such as %history 10.");
            }
        }
        List<String> shown = all.subList(Math.max(0, all.size() - Math.max(0, wanted)), all.size());
        if (!shown.isEmpty()) {
            call.print(String.join("\n", shown));
        }
    }
}
