package dev.tern.kernel.debug;

import com.sun.jdi.ArrayReference;
import com.sun.jdi.ArrayType;
import com.sun.jdi.ClassNotLoadedException;
import com.sun.jdi.ClassObjectReference;
import com.sun.jdi.ClassType;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.InvalidTypeException;
import com.sun.jdi.InvocationException;
import com.sun.jdi.Method;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.PrimitiveValue;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StringReference;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs code of the worker's on a thread that is stopped there. */
final class Calls {
    private static final String GLANCE = "dev.tern.kernel.worker.Glance";
    private static final String WORKER = "dev.tern.kernel.worker.Execution";

    private final Target target;
    private final Stop stop;

    Calls(Target target, Stop stop) {
        this.target = target;
        this.stop = stop;
    }

    /** Calls a static method that has no namesake; frames of the thread that were asked for before are void after it. */
    @Nullable
    Value call(String type, String method, List<? extends @Nullable Value> arguments) {
        ClassType loaded = load(type);
        return invoke(loaded, loaded.methodsByName(method).get(0), arguments);
    }

    /** The text of each value in one line. */
    List<String> lines(List<? extends @Nullable Value> values) {
        ArrayReference array = array(values);
        try {
            return strings(call(GLANCE, "lines", List.of(array)));
        } finally {
            array.enableCollection();
        }
    }

    /** The elements of a collection or map, name and value in turn; null when the value is neither. */
    @Nullable
    List<@Nullable Value> elements(ObjectReference value) {
        Value elements = call(GLANCE, "elements", List.of(value));
        return elements instanceof ArrayReference array ? new ArrayList<>(array.getValues()) : null;
    }

    /** The forms a value is shown in: MIME type and content in turn. */
    List<String> rendered(@Nullable Value value) {
        List<@Nullable Value> arguments = new ArrayList<>();
        arguments.add(boxed(value));
        return strings(call(GLANCE, "rendered", arguments));
    }

    private ClassType load(String name) {
        for (ReferenceType known : machine().classesByName(name)) {
            if (known instanceof ClassType type && type.isInitialized()) {
                return type;
            }
        }
        ReferenceType worker = machine().classesByName(WORKER).get(0);
        ReferenceType cell = target.classes().all().stream().findFirst().orElse(worker);
        ClassType classes =
                (ClassType) machine().classesByName("java.lang.Class").get(0);
        Method forName = classes.methodsByName(
                        "forName", "(Ljava/lang/String;ZLjava/lang/ClassLoader;)Ljava/lang/Class;")
                .get(0);
        List<@Nullable Value> arguments = new ArrayList<>();
        arguments.add(machine().mirrorOf(name));
        arguments.add(machine().mirrorOf(true));
        arguments.add(cell.classLoader());
        Value loaded = invoke(classes, forName, arguments);
        if (loaded instanceof ClassObjectReference reference && reference.reflectedType() instanceof ClassType type) {
            return type;
        }
        throw new Refusal("The worker has no class " + name);
    }

    private @Nullable Value invoke(ClassType type, Method method, List<? extends @Nullable Value> arguments) {
        if (!stop.callable()) {
            throw new Refusal("The thread was paused inside a call, where nothing can be evaluated. Set a breakpoint"
                    + " or step to the next line first.");
        }
        target.setBusy(stop.thread(), true);
        try {
            return type.invokeMethod(stop.thread(), method, arguments, ClassType.INVOKE_SINGLE_THREADED);
        } catch (InvocationException failed) {
            ObjectReference thrown = failed.exception();
            throw new Refusal(thrown.referenceType().name() + message(thrown));
        } catch (IncompatibleThreadStateException running) {
            throw new Refusal("The thread is running");
        } catch (InvalidTypeException | ClassNotLoadedException wrong) {
            throw new Refusal("A value does not fit: " + wrong.getMessage());
        } finally {
            target.setBusy(stop.thread(), false);
        }
    }

    /** The message of an exception behind a colon; empty when it has none. */
    static String message(ObjectReference thrown) {
        com.sun.jdi.Field field = thrown.referenceType().fieldByName("detailMessage");
        Value message = field == null ? null : thrown.getValue(field);
        return message instanceof StringReference text ? ": " + text.value() : "";
    }

    private ArrayReference array(List<? extends @Nullable Value> values) {
        List<@Nullable Value> boxed = new ArrayList<>();
        values.forEach(value -> boxed.add(boxed(value)));
        ArrayType type =
                (ArrayType) machine().classesByName("java.lang.Object[]").get(0);
        ArrayReference array = type.newInstance(boxed.size());
        array.disableCollection();
        try {
            if (!boxed.isEmpty()) {
                array.setValues(boxed);
            }
            return array;
        } catch (InvalidTypeException | ClassNotLoadedException impossible) {
            throw new Refusal("A value does not fit: " + impossible.getMessage());
        }
    }

    private @Nullable Value boxed(@Nullable Value value) {
        if (!(value instanceof PrimitiveValue)) {
            return value;
        }
        String box = switch (value.type().name()) {
            case "int" -> "Integer";
            case "char" -> "Character";
            default ->
                value.type().name().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                        + value.type().name().substring(1);
        };
        ClassType type = load("java.lang." + box);
        return invoke(
                type,
                type.methodsByName("valueOf", "(" + value.type().signature() + ")Ljava/lang/" + box + ";")
                        .get(0),
                List.of(value));
    }

    private static List<String> strings(@Nullable Value array) {
        List<String> strings = new ArrayList<>();
        if (array instanceof ArrayReference all && all.length() > 0) {
            for (Value each : all.getValues()) {
                strings.add(each instanceof StringReference text ? text.value() : "");
            }
        }
        return strings;
    }

    private VirtualMachine machine() {
        return target.machine();
    }
}
