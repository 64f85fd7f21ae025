package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.kernel.wire.Connection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A kernel that cannot listen where it was told to says where, and ends: half of a kernel would never answer. */
class AddressTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"shell", "iopub", "stdin", "control", "heartbeat"})
    void aTakenAddressEndsTheKernelWithAMessage(String channel) throws Exception {
        Connection connection = Connection.onFreePorts("taken");
        Path file = folder.resolve("connection.json");
        connection.write(file);
        int port = switch (channel) {
            case "shell" -> connection.shellPort();
            case "iopub" -> connection.iopubPort();
            case "stdin" -> connection.stdinPort();
            case "control" -> connection.controlPort();
            default -> connection.heartbeatPort();
        };
        Path log = folder.resolve("log.txt");
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName(connection.ip()))) {
            Process kernel = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KernelMain.class.getName(),
                            file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                assertThat(kernel.waitFor(30, TimeUnit.SECONDS))
                        .as("ended by itself")
                        .isTrue();
            } finally {
                kernel.destroyForcibly();
            }
            assertThat(kernel.exitValue()).isEqualTo(KernelMain.ADDRESS_TAKEN);
            assertThat(log).content().contains(channel, connection.address(port), "another connection file");
            assertThat(other.isBound()).isTrue();
        }
    }
}
