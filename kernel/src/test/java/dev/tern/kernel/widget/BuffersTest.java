package dev.tern.kernel.widget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.kernel.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bytes in a state travel as frames and come back to where they stood. */
class BuffersTest {
    private static final byte[] FIRST = {1, 0, -1};
    private static final byte[] SECOND = {};

    @Test
    void bytesLeaveTheirPathAndAreBackWhenJoined() {
        Map<String, Object> state = Map.of(
                "plain", Arrays.asList(0L, "text", null),
                "x", Map.of("bytes", FIRST, "shape", List.of(10L, 10L)),
                "y", Arrays.asList(Map.of("deep", SECOND), FIRST, 3L));
        Buffers separated = Buffers.separate(state);
        assertThat(separated.frames()).hasSize(3);
        assertThat(separated.paths())
                .containsExactlyInAnyOrder(List.of("x", "bytes"), List.of("y", 0, "deep"), List.of("y", 1));

        Map<String, Object> travelled = Json.object(Json.write(separated.state()));
        Buffers.join(travelled, Json.read(Json.write(separated.paths())), separated.frames());
        assertThat(travelled).usingRecursiveComparison().isEqualTo(state);
    }

    @Test
    void pathsThatLeadNowhereAreLeftOut() {
        Map<String, Object> state = Json.object("{\"a\": [1], \"b\": 2}");
        List<Object> paths = List.of(
                List.of(),
                List.of("a", 7L),
                List.of("a", -1L),
                List.of("b", "c"),
                List.of("no", "where"),
                "text",
                List.of(3L));
        Buffers.join(state, paths, java.util.Collections.nCopies(paths.size(), FIRST));
        assertThat(state).isEqualTo(Json.object("{\"a\": [1], \"b\": 2}"));
    }
}
