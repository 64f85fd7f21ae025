package dev.tern.install.client;

import java.util.List;

/**
 * How a cell ended.
 *
 * @param status ok, error or aborted
 * @param executionCount the number the kernel gave the cell
 * @param errorName the class of the error; empty when all went well
 * @param errorValue its message
 * @param traceback its lines, perhaps with terminal colours
 */
public record Outcome(String status, int executionCount, String errorName, String errorValue, List<String> traceback) {

    public Outcome {
        traceback = List.copyOf(traceback);
    }

    public boolean isOk() {
        return status.equals("ok");
    }
}
