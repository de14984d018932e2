package dev.tidemark.record;

/**
 * Where the fields of a batch are; all integers big-endian.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |                          base offset                          |   0   stamped by the leader
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                         batch length                          |   8   bytes behind this field
 *  +---------------------------------------------------------------+
 *  |                     partition leader epoch                    |  12   stamped by the leader
 *  +---------------+-----------------------------------------------+
 *  |   magic = 2   |             CRC-32C of all from 21            |  16   the CRC is at 17
 *  +---------------+---------------+-------------------------------+
 *  |  ..of the CRC |           attributes          |  last offset  |  20   attributes at 21
 *  +---------------+-------------------------------+---------------+
 *  |                     ..delta                   |     base      |  24   last offset delta at 23, base timestamp at 27
 *  +-----------------------------------------------+---------------+
 *     ..timestamp, 35 max timestamp, 43 producer id (8 bytes each), 51 producer epoch (2), 53 base sequence (4),
 *     57 record count (4), 61 records, compressed as a whole if the attributes say so
 *
 *  attributes:  15 .. 7   6                5         4               3                2 1 0
 *               unused    delete horizon   control   transactional   log append time  compression
 *
 *  record:      length varint | attributes int8 | timestamp delta varlong | offset delta varint
 *               | key length varint, -1 = null | key | value length varint, -1 = null | value
 *               | header count varint | { key length varint | key | value length varint, -1 = null | value }
 *               (all var-ints zigzag)
 * </pre>
 *
 * <p>The base offset, length and leader epoch lie before the CRC's range: the leader stamps them in place.
 */
public final class BatchLayout {

    public static final int BASE_OFFSET = 0;
    public static final int LENGTH = 8;
    public static final int LEADER_EPOCH = 12;
    public static final int MAGIC = 16;
    public static final int CRC = 17;
    public static final int ATTRIBUTES = 21;
    public static final int LAST_OFFSET_DELTA = 23;
    public static final int BASE_TIMESTAMP = 27;
    public static final int MAX_TIMESTAMP = 35;
    public static final int PRODUCER_ID = 43;
    public static final int PRODUCER_EPOCH = 51;
    public static final int BASE_SEQUENCE = 53;
    public static final int RECORD_COUNT = 57;
    public static final int RECORDS = 61;

    /** Bytes of base offset and length: what must be there before the length can be read. */
    public static final int LOG_OVERHEAD = 12;
    /** Bytes of an empty batch. */
    public static final int HEADER_SIZE = RECORDS;
    public static final byte MAGIC_V2 = 2;

    /** The least bytes of a record: length, attributes, two deltas, null key, null value, no header. */
    public static final int RECORD_SIZE_MIN = 7;

    public static final long NO_PRODUCER_ID = -1L;
    public static final short NO_PRODUCER_EPOCH = -1;
    public static final int NO_SEQUENCE = -1;
    public static final int NO_LEADER_EPOCH = -1;
    public static final long NO_TIMESTAMP = -1L;

    public static final int COMPRESSION_MASK = 0x07;
    static final int LOG_APPEND_TIME_BIT = 0x08;
    static final int TRANSACTIONAL_BIT = 0x10;
    static final int CONTROL_BIT = 0x20;
    public static final int DELETE_HORIZON_BIT = 0x40;

    private BatchLayout() {}
}
