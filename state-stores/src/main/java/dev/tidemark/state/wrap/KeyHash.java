package dev.tidemark.state.wrap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The hash by which overlays and the read cache find a key: multiply and fold, eight bytes at a time. Stateless. */
final class KeyHash {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private KeyHash() {}

    static int of(byte[] key, int offset, int length) {
        long h = length * 0x9e3779b97f4a7c15L;
        int at = offset;
        int end = offset + length;
        for (; at <= end - 8; at += 8) {
            h = (h ^ (long) LONG.get(key, at)) * 0xff51afd7ed558ccdL;
            h ^= h >>> 32;
        }
        for (; at < end; at++) {
            h = (h ^ key[at]) * 0xc4ceb9fe1a85ec53L;
        }
        return (int) (h ^ (h >>> 29) ^ (h >>> 47));
    }
}
