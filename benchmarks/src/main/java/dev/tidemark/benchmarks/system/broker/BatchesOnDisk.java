package dev.tidemark.benchmarks.system.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Counts the record batches of a topic in its segment files, which have the same format on both sides: each batch starts with
 * {@code base offset (8 bytes), length of the rest (4 bytes)}. Stateless.
 */
final class BatchesOnDisk {

    private static final int HEAD_BYTES = 12;
    private static final int LENGTH_AT = 8;

    private BatchesOnDisk() {}

    /** Batches in all segments of all partitions; those of markers count too. */
    static long count(Path dataFolder, String topic) throws IOException {
        long batches = 0;
        try (DirectoryStream<Path> partitions = Files.newDirectoryStream(dataFolder, topic + "-*")) {
            for (Path partition : partitions) {
                try (DirectoryStream<Path> segments = Files.newDirectoryStream(partition, "*.log")) {
                    for (Path segment : segments) {
                        batches += inSegment(segment);
                    }
                }
            }
        }
        return batches;
    }

    private static long inSegment(Path segment) throws IOException {
        try (FileChannel file = FileChannel.open(segment)) {
            ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
            long size = file.size();
            long position = 0;
            long batches = 0;
            while (position + HEAD_BYTES <= size) {
                head.clear();
                if (file.read(head, position) < HEAD_BYTES) {
                    break;
                }
                int rest = head.getInt(LENGTH_AT);
                if (rest <= 0 || position + HEAD_BYTES + rest > size) {
                    break; // room that is not written yet
                }
                batches++;
                position += HEAD_BYTES + rest;
            }
            return batches;
        }
    }
}
