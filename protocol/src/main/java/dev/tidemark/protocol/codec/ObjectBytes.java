package dev.tidemark.protocol.codec;

/**
 * What the objects of a message take of the heap, in bytes, and not less: references of eight bytes are reckoned with. Objects that are made while a
 * message is read and that nothing of it refers to do not count. Stateless.
 */
final class ObjectBytes {

    /** A UUID, with its header. */
    static final int UUID = 32;
    /** A boxed int. */
    static final int INT = 16;
    /** A boxed long. */
    static final int LONG = 24;
    /** A slice of the buffer that is read from. */
    static final int SLICE = 64;
    /** What takes a slice for record batches. */
    static final int BATCHES = 24;

    private static final int HEADER = 16;
    private static final int REFERENCE = 8;
    private static final int EMPTY_LIST = 32;
    private static final int LIST = EMPTY_LIST + HEADER;
    /** A place in a list: its array grows by half, so a third of it may be empty. */
    private static final int PLACE = REFERENCE * 3 / 2;
    /** A string; empty ones share their array. */
    private static final int EMPTY_TEXT = 24;
    private static final int TEXT = EMPTY_TEXT + 24;
    /** Two bytes for each character as soon as one of them is not Latin. */
    private static final int TEXT_PER_BYTE = 2;

    private ObjectBytes() {}

    static int record(int components) {
        return HEADER + components * REFERENCE;
    }

    /** The list, without its elements. */
    static long list(int elements) {
        return elements == 0 ? EMPTY_LIST : LIST + (long) elements * PLACE;
    }

    /** @param bytes in UTF-8 */
    static int text(int bytes) {
        return bytes == 0 ? EMPTY_TEXT : TEXT + bytes * TEXT_PER_BYTE;
    }
}
