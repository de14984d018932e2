package dev.tidemark.log.compaction;

import dev.tidemark.core.failure.Invariants;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The last offset of every key in the dirty section of a log, in a table that never grows. Confined to the compaction that fills it.
 *
 * <p>A key is known by the first 128 bits of its SHA-256 alone, so that a slot has 24 bytes whatever keys look like and the budget is exact. Two
 * keys of one hash would lose a value; by chance that needs some 2^64 keys, and as producers choose the keys the hash must also be one for which
 * nobody can make a collision: that rules out MD5 and all fast hashes.
 */
public final class DirtyKeys {

    /** Two halves of the hash, and the offset. */
    static final int SLOT_BYTES = 3 * Long.BYTES;

    private static final long FREE = -1;
    private static final int HASH_BYTES = 32;

    private final MessageDigest digest;
    private final byte[] hash = new byte[HASH_BYTES];
    private final ByteBuffer hashView = ByteBuffer.wrap(hash);
    private final long[] slots;
    private final int slotCount;
    private final int keysMax;
    private int size;

    /** @param budgetBytes memory of the table; three quarters of its slots are used */
    public DirtyKeys(int budgetBytes) {
        Invariants.check(budgetBytes >= 4 * SLOT_BYTES, "a table of dirty keys has four slots at least");
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        slotCount = budgetBytes / SLOT_BYTES;
        keysMax = slotCount - Math.max(1, slotCount / 4);
        slots = new long[slotCount * 3];
        for (int i = 0; i < slotCount; i++) {
            slots[3 * i + 2] = FREE;
        }
    }

    /** Bytes for a table of this many keys at most, within a limit. */
    public static int budgetFor(long keys, int bytesMax) {
        long slots = keys + keys / 3 + 4;
        return (int) Math.min(Math.max(bytesMax, 4 * SLOT_BYTES), slots * SLOT_BYTES);
    }

    public int size() {
        return size;
    }

    /** Whether this many more keys surely fit. */
    public boolean hasRoomFor(int more) {
        return more <= keysMax - size;
    }

    /** Notes that a key occurs at an offset, behind all noted before. */
    public void put(ByteBuffer data, int position, int length, long offset) {
        int slot = slotOf(data, position, length);
        if (slots[slot + 2] == FREE) {
            Invariants.check(size < keysMax, "the table of dirty keys is full");
            slots[slot] = hashView.getLong(0);
            slots[slot + 1] = hashView.getLong(Long.BYTES);
            size++;
        }
        slots[slot + 2] = offset;
    }

    /** The last offset of a key; -1 if it does not occur. */
    public long lastOffset(ByteBuffer data, int position, int length) {
        return slots[slotOf(data, position, length) + 2];
    }

    /** The key's slot, or the free one where it belongs; the hash is left in {@link #hash}. */
    private int slotOf(ByteBuffer data, int position, int length) {
        digest.update(data.slice(position, length));
        try {
            digest.digest(hash, 0, HASH_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-256 has 32 bytes", e);
        }
        long high = hashView.getLong(0);
        long low = hashView.getLong(Long.BYTES);
        int i = (int) Long.remainderUnsigned(low, slotCount);
        while (slots[3 * i + 2] != FREE && (slots[3 * i] != high || slots[3 * i + 1] != low)) {
            i = i + 1 == slotCount ? 0 : i + 1;
        }
        return 3 * i;
    }
}
