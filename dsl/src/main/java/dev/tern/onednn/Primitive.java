package dev.tern.onednn;

import java.nio.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * A compiled operation. Any number of threads may run it at once: what a call needs besides its operands, memory handles
 * and working memory, each thread has of its own and keeps, so a call makes nothing but short-lived pointers.
 */
final class Primitive {
    private static final class Working {
        @Nullable
        BytePointer memory;

        long atLeast(long bytes) {
            BytePointer held = memory;
            if (held == null || held.capacity() < bytes + LINE) {
                held = new BytePointer(bytes + LINE);
                memory = held;
            }
            return (held.address() + LINE - 1) / LINE * LINE;
        }
    }

    /** Bytes of a cache line. */
    private static final int LINE = 64;

    private static final ThreadLocal<Working> WORKING = ThreadLocal.withInitial(Working::new);

    private final dnnl_primitive_desc description;
    private final dnnl_primitive primitive = new dnnl_primitive();
    private final int[] roles;
    private final int[] sizes;
    private final List<dnnl_memory_desc> operands;
    private final dnnl_memory_desc scratch;
    private final long scratchBytes;
    private final ThreadLocal<Call> calls = ThreadLocal.withInitial(Call::new);

    /** Handles of one thread. */
    private final class Call {
        final dnnl_memory[] memories = new dnnl_memory[roles.length + 1];
        final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(roles.length + 1L);
        final Native.Address address = new Native.Address();

        Call() {
            for (int i = 0; i < memories.length; i++) {
                boolean operand = i < roles.length;
                memories[i] = new dnnl_memory();
                Native.check(
                        dnnl.dnnl_memory_create(memories[i], operand ? operands.get(i) : scratch, Native.ENGINE, null),
                        "memory");
                arguments.position(i).arg(operand ? roles[i] : dnnl.DNNL_ARG_SCRATCHPAD);
                arguments.memory(memories[i]);
            }
            arguments.position(0);
        }

        void set(int operand, long place) {
            dnnl.dnnl_memory_set_data_handle(memories[operand], address.at(place));
        }
    }

    private Primitive(dnnl_primitive_desc description, int[] roles, int[] queries, int[] indices, int[] sizes) {
        this.description = description;
        this.roles = roles;
        this.sizes = sizes;
        Native.check(dnnl.dnnl_primitive_create(primitive, description), "a primitive");
        operands = new ArrayList<>();
        for (int i = 0; i < roles.length; i++) {
            operands.add(dnnl.dnnl_primitive_desc_query_md(description, queries[i], indices[i]));
        }
        scratch = dnnl.dnnl_primitive_desc_query_md(description, dnnl.dnnl_query_scratchpad_md, 0);
        scratchBytes = dnnl.dnnl_memory_desc_get_size(scratch);
    }

    /** Scratch memory is the caller's: the library's own belongs to the thread that made the primitive. */
    private static dnnl_primitive_attr attributes() {
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        Native.check(dnnl.dnnl_primitive_attr_create(attributes), "attributes");
        Native.check(
                dnnl.dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl.dnnl_scratchpad_mode_user),
                "scratch memory of the caller");
        return attributes;
    }

    /** c = a b, or c += a b. */
    static Primitive product(
            dnnl_memory_desc a, dnnl_memory_desc b, dnnl_memory_desc c, boolean adds, Object what, int... sizes) {
        Native.stream();
        dnnl_primitive_attr attributes = attributes();
        if (adds) {
            dnnl_post_ops sum = new dnnl_post_ops();
            Native.check(dnnl.dnnl_post_ops_create(sum), "a sum");
            Native.check(dnnl.dnnl_post_ops_append_sum(sum, 1, 0, dnnl.dnnl_data_type_undef), "a sum");
            Native.check(dnnl.dnnl_primitive_attr_set_post_ops(attributes, sum), "a sum");
            dnnl.dnnl_post_ops_destroy(sum);
        }
        dnnl_primitive_desc description = new dnnl_primitive_desc();
        Native.check(
                dnnl.dnnl_matmul_primitive_desc_create(description, Native.ENGINE, a, b, null, c, attributes), what);
        dnnl.dnnl_primitive_attr_destroy(attributes);
        return new Primitive(
                description,
                new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DST},
                new int[] {dnnl.dnnl_query_src_md, dnnl.dnnl_query_weights_md, dnnl.dnnl_query_dst_md},
                new int[3],
                sizes);
    }

    static Primitive copy(dnnl_memory_desc from, dnnl_memory_desc to, Object what, int... sizes) {
        Native.stream();
        dnnl_primitive_attr attributes = attributes();
        dnnl_primitive_desc description = new dnnl_primitive_desc();
        Native.check(
                dnnl.dnnl_reorder_primitive_desc_create(
                        description, from, Native.ENGINE, to, Native.ENGINE, attributes),
                what);
        dnnl.dnnl_primitive_attr_destroy(attributes);
        return new Primitive(
                description,
                new int[] {dnnl.DNNL_ARG_FROM, dnnl.DNNL_ARG_TO},
                new int[] {dnnl.dnnl_query_src_md, dnnl.dnnl_query_dst_md},
                new int[2],
                sizes);
    }

    dnnl_memory_desc operand(int index) {
        return operands.get(index);
    }

    /** The library's name of the code that runs. */
    String implementation() {
        try (PointerPointer<BytePointer> answer = new PointerPointer<>(1)) {
            Native.check(
                    dnnl.dnnl_primitive_desc_query(description, dnnl.dnnl_query_impl_info_str, 0, answer), "a name");
            return answer.get(BytePointer.class, 0).getString();
        }
    }

    void run(Buffer first, long firstAt, Buffer second, long secondAt) {
        Call call = calls.get();
        call.set(0, place(first, firstAt, sizes[0]));
        call.set(1, place(second, secondAt, sizes[1]));
        execute(call);
    }

    void run(Buffer first, long firstAt, Buffer second, long secondAt, Buffer third, long thirdAt) {
        Call call = calls.get();
        call.set(0, place(first, firstAt, sizes[0]));
        call.set(1, place(second, secondAt, sizes[1]));
        call.set(2, place(third, thirdAt, sizes[2]));
        execute(call);
    }

    private static long place(Buffer memory, long at, int size) {
        if (!memory.isDirect()) {
            throw new IllegalArgumentException("oneDNN reads direct buffers only: use ByteBuffer.allocateDirect.");
        }
        return new Pointer(memory).address() + at * size;
    }

    private void execute(Call call) {
        if (scratchBytes > 0) {
            call.set(roles.length, WORKING.get().atLeast(scratchBytes));
        }
        int status = dnnl.dnnl_primitive_execute(primitive, Native.stream(), roles.length + 1, call.arguments);
        Native.check(status, "to run");
    }
}
