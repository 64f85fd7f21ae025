package dev.tern.onednn;

import org.bytedeco.dnnl.global.dnnl;

/** Types of the numbers in a matrix. */
public enum Numbers {
    F32(dnnl.dnnl_f32, 4),
    /** The upper half of an fp32: 8 bits of significand, so whole numbers are exact up to 256. */
    BF16(dnnl.dnnl_bf16, 2),
    U8(dnnl.dnnl_u8, 1),
    S8(dnnl.dnnl_s8, 1),
    S32(dnnl.dnnl_s32, 4);

    private final int code;
    private final int bytes;

    Numbers(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    int code() {
        return code;
    }

    /** Bytes of one number. */
    public int bytes() {
        return bytes;
    }
}
