package dev.tern.onednn;

import java.nio.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * A compiled operation. Any number of threads may run it at once: what a call needs besides its operands, memory handles
 * and working memory, each thread has of its own and keeps, so a call makes no garbage.
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
    private final List<Role> roles;
    private final dnnl_memory_desc scratch;
    private final long scratchBytes;
    private final ThreadLocal<Call> calls = ThreadLocal.withInitial(Call::new);

    /** An operand: how the library numbers it, its layout, and the bytes of one of its numbers. */
    private record Role(int argument, dnnl_memory_desc layout, int bytes) {}

    /** Handles of one thread. */
    private final class Call {
        final dnnl_memory[] memories = new dnnl_memory[roles.size() + 1];
        final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(roles.size() + 1L);
        final long[] places = new long[roles.size() + 1];
        final Native.Address address = new Native.Address();
        final FloatPointer scale = new FloatPointer(1);
        final IntPointer zero = new IntPointer(1);

        Call() {
            for (int i = 0; i < memories.length; i++) {
                boolean operand = i < roles.size();
                memories[i] = new dnnl_memory();
                Native.check(
                        dnnl.dnnl_memory_create(
                                memories[i], operand ? roles.get(i).layout : scratch, Native.ENGINE, null),
                        "memory");
                int argument = operand ? roles.get(i).argument : dnnl.DNNL_ARG_SCRATCHPAD;
                arguments.position(i).arg(argument);
                arguments.memory(memories[i]);
                if ((argument & dnnl.DNNL_ARG_ATTR_SCALES) != 0) {
                    set(i, scale.address());
                } else if ((argument & dnnl.DNNL_ARG_ATTR_ZERO_POINTS) != 0) {
                    set(i, zero.address());
                }
            }
            arguments.position(0);
        }

        void set(int operand, long place) {
            if (places[operand] != place) {
                dnnl.dnnl_memory_set_data_handle(memories[operand], address.at(place));
                places[operand] = place;
            }
        }

        void set(int operand, Buffer memory, long at) {
            if (!memory.isDirect()) {
                throw new IllegalArgumentException("oneDNN reads direct buffers only: use ByteBuffer.allocateDirect.");
            }
            set(operand, address.of(memory) + at * roles.get(operand).bytes);
        }
    }

    private Primitive(dnnl_primitive_desc description, List<Role> roles) {
        this.description = description;
        this.roles = roles;
        Native.check(dnnl.dnnl_primitive_create(primitive, description), "a primitive");
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

    /** {@code a}, {@code b}, {@code c} give the sizes of their numbers; the descriptions may say other layouts. */
    static Primitive product(
            dnnl_memory_desc aLayout, dnnl_memory_desc bLayout, Matrix a, Matrix b, Matrix c, Set<Extra> extras) {
        Native.stream();
        dnnl_primitive_attr attributes = attributes();
        if (extras.contains(Extra.SCALE)) {
            Native.check(dnnl.dnnl_primitive_attr_set_scales_mask(attributes, dnnl.DNNL_ARG_SRC, 0), "a scale");
        }
        if (extras.contains(Extra.ZERO_POINT)) {
            Native.check(
                    dnnl.dnnl_primitive_attr_set_zero_points_mask(attributes, dnnl.DNNL_ARG_SRC, 0), "a zero point");
        }
        if (extras.contains(Extra.SUM)) {
            dnnl_post_ops sum = new dnnl_post_ops();
            Native.check(dnnl.dnnl_post_ops_create(sum), "a sum");
            Native.check(dnnl.dnnl_post_ops_append_sum(sum, 1, 0, dnnl.dnnl_data_type_undef), "a sum");
            Native.check(dnnl.dnnl_primitive_attr_set_post_ops(attributes, sum), "a sum");
            dnnl.dnnl_post_ops_destroy(sum);
        }
        boolean biased = extras.contains(Extra.BIAS);
        dnnl_memory_desc bias = biased ? Native.describe(Matrix.of(c.numbers(), 1, c.columns())) : null;
        dnnl_primitive_desc description = new dnnl_primitive_desc();
        Native.check(
                dnnl.dnnl_matmul_primitive_desc_create(
                        description, Native.ENGINE, aLayout, bLayout, bias, Native.describe(c), attributes),
                "the product of " + a + " and " + b + " into " + c);
        dnnl.dnnl_primitive_attr_destroy(attributes);
        List<Role> roles = new ArrayList<>(List.of(
                role(dnnl.DNNL_ARG_SRC, description, dnnl.dnnl_query_src_md, a),
                role(dnnl.DNNL_ARG_WEIGHTS, description, dnnl.dnnl_query_weights_md, b),
                role(dnnl.DNNL_ARG_DST, description, dnnl.dnnl_query_dst_md, c)));
        if (bias != null) {
            roles.add(new Role(dnnl.DNNL_ARG_BIAS, bias, c.numbers().bytes()));
        }
        if (extras.contains(Extra.SCALE)) {
            roles.add(new Role(dnnl.DNNL_ARG_ATTR_SCALES | dnnl.DNNL_ARG_SRC, Native.describeOne(Numbers.F32), 4));
        }
        if (extras.contains(Extra.ZERO_POINT)) {
            roles.add(new Role(dnnl.DNNL_ARG_ATTR_ZERO_POINTS | dnnl.DNNL_ARG_SRC, Native.describeOne(Numbers.S32), 4));
        }
        return new Primitive(description, roles);
    }

    static Primitive copy(dnnl_memory_desc fromLayout, dnnl_memory_desc toLayout, Matrix from, Matrix to) {
        Native.stream();
        dnnl_primitive_attr attributes = attributes();
        boolean moved = from.numbers() == Numbers.F32 && to.numbers() == Numbers.U8;
        if (moved) {
            Native.check(
                    dnnl.dnnl_primitive_attr_set_zero_points_mask(attributes, dnnl.DNNL_ARG_DST, 0), "a zero point");
        }
        dnnl_primitive_desc description = new dnnl_primitive_desc();
        int status = dnnl.dnnl_reorder_primitive_desc_create(
                description, fromLayout, Native.ENGINE, toLayout, Native.ENGINE, attributes);
        dnnl.dnnl_primitive_attr_destroy(attributes);
        Native.check(status, "to copy " + from + " into " + to);
        List<Role> roles = new ArrayList<>(List.of(
                role(dnnl.DNNL_ARG_FROM, description, dnnl.dnnl_query_src_md, from),
                role(dnnl.DNNL_ARG_TO, description, dnnl.dnnl_query_dst_md, to)));
        if (moved) {
            roles.add(new Role(dnnl.DNNL_ARG_ATTR_ZERO_POINTS | dnnl.DNNL_ARG_DST, Native.describeOne(Numbers.S32), 4));
        }
        return new Primitive(description, roles);
    }

    private static Role role(int argument, dnnl_primitive_desc description, int query, Matrix matrix) {
        return new Role(
                argument,
                dnnl.dnnl_primitive_desc_query_md(description, query, 0),
                matrix.numbers().bytes());
    }

    dnnl_memory_desc operand(int index) {
        return roles.get(index).layout;
    }

    /** The library's name of the code that runs. */
    String implementation() {
        try (PointerPointer<BytePointer> answer = new PointerPointer<>(1)) {
            Native.check(
                    dnnl.dnnl_primitive_desc_query(description, dnnl.dnnl_query_impl_info_str, 0, answer), "a name");
            return answer.get(BytePointer.class, 0).getString();
        }
    }

    void copy(Buffer from, long fromAt, Buffer to, long toAt, int zero) {
        Call call = calls.get();
        call.set(0, from, fromAt);
        call.set(1, to, toAt);
        call.zero.put(0, zero);
        execute(call);
    }

    void multiply(
            Buffer a,
            long aAt,
            Buffer b,
            long bAt,
            Buffer c,
            long cAt,
            @Nullable Buffer bias,
            long biasAt,
            float scale,
            int zero) {
        Call call = calls.get();
        call.set(0, a, aAt);
        call.set(1, b, bAt);
        call.set(2, c, cAt);
        if (bias != null) {
            call.set(3, bias, biasAt);
        }
        call.scale.put(0, scale);
        call.zero.put(0, zero);
        execute(call);
    }

    private void execute(Call call) {
        if (scratchBytes > 0) {
            call.set(roles.size(), WORKING.get().atLeast(scratchBytes));
        }
        Native.check(
                dnnl.dnnl_primitive_execute(primitive, Native.stream(), roles.size() + 1, call.arguments), "to run");
    }
}
