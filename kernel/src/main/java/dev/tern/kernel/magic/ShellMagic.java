package dev.tern.kernel.magic;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Gives commands to a shell: their output appears as it comes, and an exit code other than 0 is an error. */
final class ShellMagic implements Magic {
    /** The system property that switches commands off when it is true; the environment variable TERN_SAFE=1 does too. */
    static final String SAFE_PROPERTY = "tern.safe";

    private final String name;
    private final List<String> shell;
    private final Environment environment;

    private ShellMagic(String name, List<String> shell, Environment environment) {
        this.name = name;
        this.shell = shell;
        this.environment = environment;
    }

    /** The shell of the system. */
    static ShellMagic system(String name, Environment environment) {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        return new ShellMagic(name, windows ? List.of("cmd.exe", "/c") : List.of("sh", "-c"), environment);
    }

    /** Bash, wherever it is. */
    static ShellMagic bash(Environment environment) {
        return new ShellMagic("bash", List.of("bash", "-c"), environment);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Help help() {
        String program = shell.get(0);
        Help help = Help.of("gives commands to " + program + "; an exit code other than 0 is an error")
                .usage("%" + name + " COMMAND")
                .usage("%%" + name + "\nCOMMANDS");
        return (name.equals("sh") ? help.usage("!COMMAND") : help)
                .note("The commands have no standard input. An interrupt ends them and what they have started.")
                .note("In safe mode (-Dtern.safe=true or TERN_SAFE=1) they are refused.")
                .takes(Help.Arguments.FILES)
                .example("%" + name + " ls -l");
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        if (isSafe()) {
            throw new MagicException("Commands are switched off: this kernel was started in safe mode."
                    + " To allow them, restart it without -Dtern.safe=true and TERN_SAFE=1.");
        }
        String script = script(call);
        if (script.isBlank()) {
            throw new MagicException("Which command? Type %" + name + " ls, or %%" + name + " and commands below.");
        }
        int code;
        try {
            code = new Command(Script.carrying(script).start(shell, script, environment::apply), call).await();
        } catch (IOException failed) {
            throw new MagicException(shell.get(0) + " could not be started: " + failed.getMessage()
                    + (name.equals("bash") ? ". Try %sh, which takes the system's own shell." : "."));
        }
        if (code != 0 && !call.isInterrupted()) {
            throw new MagicException("exit code " + code + reason(code));
        }
    }

    private String script(MagicCall call) {
        String script = call.body().isBlank() ? call.text() : call.text() + "\n" + call.body();
        // cmd takes one line.
        return shell.get(0).equals("cmd.exe") ? script.strip().replaceAll("\\s*\\R\\s*", " & ") : script;
    }

    private static String reason(int code) {
        return switch (code) {
            case 126 -> ": found, but it may not be executed";
            case 127 -> ": there is no such command";
            default -> code > 128 && code < 165 ? ": ended by signal " + (code - 128) : "";
        };
    }

    private static boolean isSafe() {
        return Boolean.getBoolean(SAFE_PROPERTY) || "1".equals(System.getenv("TERN_SAFE"));
    }
}
