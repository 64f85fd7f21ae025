package dev.tern.onednn;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencl.Pfn_notify__cl_context_Pointer;
import org.bytedeco.opencl._cl_context;
import org.jspecify.annotations.Nullable;

/** The engine, and what a thread needs before it may call it. */
final class Native {
    static final dnnl_engine ENGINE = engine();

    private static final Pfn_notify__cl_context_Pointer SET_THREADS = setThreads();
    private static final ThreadLocal<dnnl_stream> STREAM = ThreadLocal.withInitial(Native::newStream);

    private Native() {}

    /** Memory at an address, which a caller moves on without making a new object. */
    static final class Address extends Pointer {
        private static final @Nullable MethodHandle POINT_AT = pointAt();

        /** JavaCPP's own way from a buffer to its address, without the three objects that watch over a new Pointer. */
        private static @Nullable MethodHandle pointAt() {
            try {
                return MethodHandles.privateLookupIn(Pointer.class, MethodHandles.lookup())
                        .findVirtual(Pointer.class, "allocate", MethodType.methodType(void.class, Buffer.class));
            } catch (ReflectiveOperationException | RuntimeException e) {
                return null;
            }
        }

        Address at(long place) {
            address = place;
            return this;
        }

        /** Where a direct buffer begins. */
        long of(Buffer memory) {
            if (POINT_AT == null) {
                return new Pointer(memory).address();
            }
            try {
                POINT_AT.invokeExact((Pointer) this, memory);
                return address;
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static dnnl_engine engine() {
        dnnl_engine engine = new dnnl_engine();
        check(dnnl.dnnl_engine_create(engine, dnnl.dnnl_cpu, 0), "an engine");
        return engine;
    }

    /**
     * OpenMP's omp_set_num_threads(int), as the library itself links it. JavaCPP binds no such function, so it is called
     * through a bound function type whose first argument is passed in the same register.
     */
    private static Pfn_notify__cl_context_Pointer setThreads() {
        Loader.loadGlobal(Loader.load(dnnl.class));
        Loader.loadGlobal(Loader.load(org.bytedeco.opencl.global.OpenCL.class));
        Pointer function = Loader.addressof("omp_set_num_threads");
        if (function == null || function.isNull()) {
            throw new IllegalStateException("oneDNN's OpenMP has no omp_set_num_threads.");
        }
        return new Pfn_notify__cl_context_Pointer(new LongPointer(function.address(), 0));
    }

    /**
     * The calling thread's stream. OpenMP keeps its number of threads for each thread that calls it, and its workers
     * spin; with 1 it has none.
     */
    static dnnl_stream stream() {
        return STREAM.get();
    }

    private static dnnl_stream newStream() {
        SET_THREADS.call(new _cl_context(new Address().at(1)), null);
        dnnl_stream stream = new dnnl_stream();
        check(dnnl.dnnl_stream_create(stream, ENGINE, dnnl.dnnl_stream_default_flags), "a stream");
        return stream;
    }

    static dnnl_memory_desc describe(Matrix matrix) {
        dnnl_memory_desc description = new dnnl_memory_desc();
        long[] dimensions = matrix.dimensions();
        check(
                dnnl.dnnl_memory_desc_create_with_strides(
                        description,
                        dimensions.length,
                        dimensions,
                        matrix.numbers().code(),
                        matrix.strides()),
                matrix);
        return description;
    }

    /** A single number, given with each call. */
    static dnnl_memory_desc describeOne(Numbers numbers) {
        dnnl_memory_desc description = new dnnl_memory_desc();
        check(
                dnnl.dnnl_memory_desc_create_with_strides(
                        description, 1, new long[] {1}, numbers.code(), new long[] {1}),
                numbers);
        return description;
    }

    /** A matrix laid out as the library likes best. */
    static dnnl_memory_desc describeAny(Matrix matrix) {
        dnnl_memory_desc description = new dnnl_memory_desc();
        long[] dimensions = matrix.dimensions();
        check(
                dnnl.dnnl_memory_desc_create_with_tag(
                        description,
                        dimensions.length,
                        dimensions,
                        matrix.numbers().code(),
                        dnnl.dnnl_format_tag_any),
                matrix);
        return description;
    }

    static void check(int status, Object what) {
        if (status != dnnl.dnnl_success) {
            throw new IllegalStateException("oneDNN refused " + what + " (status " + status + ").");
        }
    }
}
