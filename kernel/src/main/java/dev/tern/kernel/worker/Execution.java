package dev.tern.kernel.worker;

import dev.tern.kernel.display.Renderers;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.SPIResolutionException;
import org.jspecify.annotations.Nullable;

/** Runs the snippets of a cell, and keeps the last value as the object it is until the front asks to see it. */
public final class Execution extends DirectExecutionControl {
    /** Extension command: a cell begins. The argument is {@code [cell id, whether input may be asked for]}. */
    public static final String BEGIN = "tern-begin";
    /**
     * Extension command: a cell ends. The argument is one of the constants below, or {@code [class, variable]} whose value
     * is that of the cell; the answer a list of text.
     */
    public static final String END = "tern-end";
    /** END without a value. */
    public static final String NO_VALUE = "none";
    /** END with the last value rendered: the answer holds MIME type and content in turn behind the event count. */
    public static final String VALUE = "value";
    /**
     * What the name of a variable is that the front makes up for a value, before its number. JShell's are a dollar and a
     * number. The front drops them; what they hold is let go of here when the next snippet runs, or the cell ends.
     */
    public static final String MADE_UP = "$shown";

    /** Extension command: remembers the values of variables. The argument is their names; the answer is empty. */
    public static final String KEEP = "tern-keep";
    /** Extension command: gives variables what KEEP remembered. The argument is their names; the answer, those it does not fit. */
    public static final String CARRY = "tern-carry";

    private static final int MAXIMUM_MESSAGE = 20_000;
    private static final int MAXIMUM_FRAMES = 1000;

    private final SnippetLoader loader;
    private final Link link;
    private final Streams streams;
    private final Stdin stdin;
    private final Questions questions;
    private final Interrupts interrupts = Interrupts.create();
    private String cell = "";
    private @Nullable Object value;
    private @Nullable Class<?> holder;
    // Of the last class that was asked, the last variable and the last snippet: cells in a row often have the same, and
    // reflection would begin anew for each. A redefined class is still the same, with the same fields and methods.
    private @Nullable Class<?> searched;
    private List<Field> madeUp = List.of();
    private @Nullable Field shown;
    private @Nullable Method ran;

    Execution(SnippetLoader loader, Link link, Streams streams, Stdin stdin, Questions questions) {
        super(loader);
        this.loader = loader;
        this.link = link;
        this.streams = streams;
        this.stdin = stdin;
        this.questions = questions;
    }

    @Override
    public void redefine(ClassBytecodes[] classes)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        Instrumentation instrumentation = Agent.instrumentation();
        if (instrumentation == null) {
            throw new NotImplementedException("The worker was started without its agent");
        }
        try {
            ClassDefinition[] definitions = new ClassDefinition[classes.length];
            for (int i = 0; i < classes.length; i++) {
                definitions[i] = new ClassDefinition(findClass(classes[i].name()), classes[i].bytecodes());
            }
            instrumentation.redefineClasses(definitions);
        } catch (ReflectiveOperationException
                | java.lang.instrument.UnmodifiableClassException
                | UnsupportedOperationException
                | LinkageError refused) {
            throw new ClassInstallException("redefine: " + refused, new boolean[classes.length]);
        }
        loader.classesRedefined(classes);
    }

    /** Runs a snippet. The answer is empty: a value's text may be of any size and is not always wanted. */
    @Override
    public String invoke(String className, String method)
            throws RunException, EngineTerminationException, InternalException {
        try {
            run(snippet(className, method));
            System.out.flush();
            return "";
        } catch (InvocationTargetException thrown) {
            return throwConvertedInvocationException(thrown.getCause());
        } catch (Throwable failed) {
            return throwConvertedOtherException(failed);
        }
    }

    private Method snippet(String className, String name) throws ReflectiveOperationException {
        Class<?> type = findClass(className);
        Method method = ran;
        if (method == null
                || method.getDeclaringClass() != type
                || !method.getName().equals(name)) {
            method = type.getDeclaredMethod(name);
            method.setAccessible(true);
            ran = method;
        }
        return method;
    }

    private void run(Method snippet) throws ReflectiveOperationException {
        interrupts.enter();
        try {
            forget();
            holder = snippet.getDeclaringClass();
            loader.variables().settled(holder);
            interrupts.checkBefore();
            value = snippet.invoke(null);
        } finally {
            interrupts.leave();
        }
    }

    @Override
    public void close() {
        interrupts.close();
        super.close();
    }

    @Override
    public Object extensionCommand(String command, Object argument)
            throws RunException, EngineTerminationException, InternalException {
        return switch (command) {
            case BEGIN -> begin((String[]) argument);
            case END -> end(argument);
            case KEEP -> {
                loader.variables().keep((String[]) argument);
                yield List.of();
            }
            case CARRY ->
                Arrays.stream((String[]) argument)
                        .filter(variable -> !loader.variables().carry(variable))
                        .collect(Collectors.toCollection(ArrayList::new));
            default -> super.extensionCommand(command, argument);
        };
    }

    private Object begin(String[] begun) {
        interrupts.begin(begun[0]);
        cell = begun[0];
        link.begin(cell);
        stdin.begin();
        if (Boolean.parseBoolean(begun[1])) {
            questions.allow(cell);
        }
        return List.of();
    }

    private Object end(Object wanted) throws RunException, InternalException {
        List<String> answer = new ArrayList<>();
        answer.add("");
        interrupts.enter();
        try {
            if (wanted instanceof String[] variable) {
                value = value(variable[0], variable[1]);
            }
            if (!wanted.equals(NO_VALUE)) {
                for (Map.Entry<String, String> form :
                        Renderers.render(value).data().entrySet()) {
                    answer.add(form.getKey());
                    answer.add(form.getValue());
                }
            }
        } catch (Throwable failed) {
            throwConvertedInvocationException(failed);
        } finally {
            interrupts.leave();
            streams.flush();
            questions.end(cell);
            forget();
            value = null;
            holder = null;
        }
        answer.set(0, Long.toString(link.sent()));
        return answer;
    }

    private @Nullable Object value(String className, String variable) throws ReflectiveOperationException {
        Class<?> type = findClass(className);
        Field field = shown;
        if (field == null
                || field.getDeclaringClass() != type
                || !field.getName().equals(variable)) {
            field = type.getDeclaredField(variable);
            field.setAccessible(true);
            shown = field;
        }
        return field.get(null);
    }

    private void forget() {
        Class<?> type = holder;
        if (type == null) {
            return;
        }
        if (type != searched) {
            madeUp = madeUp(type);
            searched = type;
        }
        for (int i = 0; i < madeUp.size(); i++) {
            try {
                madeUp.get(i).set(null, null);
            } catch (IllegalAccessException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    private static List<Field> madeUp(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (isMadeUp(field.getName()) && !field.getType().isPrimitive()) {
                field.setAccessible(true);
                fields.add(field);
            }
        }
        return fields;
    }

    private static boolean isMadeUp(String name) {
        int number = name.startsWith(MADE_UP) ? MADE_UP.length() : name.startsWith("$") ? 1 : name.length();
        for (int i = number; i < name.length(); i++) {
            if (!Character.isDigit(name.charAt(i))) {
                return false;
            }
        }
        return number < name.length();
    }

    /** The exception as JShell wants it: bounded, because its stream takes no long text, and without our frames. */
    @Override
    protected String throwConvertedInvocationException(Throwable thrown) throws RunException, InternalException {
        throw convert(thrown, Set.of());
    }

    private static RunException convert(Throwable thrown, Set<Throwable> above) {
        if (thrown instanceof SPIResolutionException unresolved) {
            return new ResolutionException(unresolved.id(), frames(unresolved));
        }
        if (thrown instanceof InvocationTargetException wrapper && wrapper.getCause() != null) {
            return convert(wrapper.getCause(), above);
        }
        String message = thrown.getMessage();
        if (message != null && message.length() > MAXIMUM_MESSAGE) {
            message = message.substring(0, MAXIMUM_MESSAGE) + "...";
        }
        UserException converted = new UserException(message, thrown.getClass().getName(), frames(thrown));
        Throwable cause = thrown.getCause();
        if (cause != null && cause != thrown && !above.contains(cause) && above.size() < 20) {
            Set<Throwable> chain = new java.util.HashSet<>(above);
            chain.add(thrown);
            converted.initCause(convert(cause, chain));
        }
        return converted;
    }

    /** The frames down to the snippet: below it are reflection and the worker itself. */
    private static StackTraceElement[] frames(Throwable thrown) {
        StackTraceElement[] all = thrown.getStackTrace();
        int end = all.length;
        for (int i = 0; i < all.length; i++) {
            if (all[i].getMethodName().equals("do_it$")) {
                end = i + 1;
            } else if (end == all.length && all[i].getClassName().equals(Execution.class.getName())) {
                end = i;
            }
        }
        return Arrays.copyOf(all, Math.min(end, MAXIMUM_FRAMES));
    }
}
