package dev.tidemark.cli.demo;

/**
 * A row as the record that the player writes.
 *
 * @param timestampMs the record's timestamp; {@code --speed} plays by the distances between them
 * @param line in the file, from one: the header is line 1
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to the producer; nobody compares rows
public record DemoRecord(byte[] key, byte[] value, long timestampMs, long line) {}
