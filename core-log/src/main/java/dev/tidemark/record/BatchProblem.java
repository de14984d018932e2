package dev.tidemark.record;

/** What is wrong with the bytes of a batch. A value: the caller knows the topic, peer or file to name with it. */
public enum BatchProblem {
    /** Fewer bytes than the batch's length says, or than a header has. At the end of a fetch response this is normal. */
    TOO_SHORT("the batch ends before its length says"),
    /** The length field is smaller than a header or larger than any buffer. */
    LENGTH("the batch's length field cannot be"),
    /** A format other than 2: magic 0 and 1 went out of use with Kafka 0.11, others do not exist. */
    MAGIC("the batch's format is not 2"),
    CRC("the batch's CRC-32C does not match its bytes"),
    COMPRESSION("the batch names a compression that does not exist"),
    /** The record count is negative, or more than the bytes can hold. */
    COUNT("the batch's record count cannot be"),
    /** The last offset delta is negative or leaves no offset for some record. */
    OFFSET_RANGE("the batch's offset range does not fit its record count"),
    /** The compressed bytes do not decompress. */
    COMPRESSED_DATA("the batch's records do not decompress"),
    /** The records need more memory than the cap when decompressed. */
    DECOMPRESSED_TOO_LARGE("the batch's records are larger than the limit when decompressed"),
    /** A variable-length integer is too long or cut. */
    VARINT("a record holds a malformed variable-length integer"),
    /** A record's length is negative, leaves the batch, or differs from what its fields take. */
    RECORD_LENGTH("a record's length does not fit its fields"),
    /** A key, value or header length is negative where null is not allowed, or leaves the record. */
    FIELD_LENGTH("a field of a record has a length that cannot be"),
    /** Record offsets do not grow, or leave the batch's range. */
    OFFSET_DELTA("a record's offset delta is out of order"),
    /** Bytes are left after as many records as the batch counts, or records are missing. */
    RECORDS_LEFT("the batch's record count differs from its records"),
    /** A batch of a producer must number its records 0, 1, 2, ... and have one at least. */
    NOT_CONSECUTIVE("a producer's batch must have consecutive offsets from zero"),
    /** A control batch whose key or value is not of a known form. */
    CONTROL("a control record has an unknown form");

    private final String text;

    BatchProblem(String text) {
        this.text = text;
    }

    /** The problem as a clause for error messages. */
    public String text() {
        return text;
    }
}
