package dev.tidemark.log.segment;

import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Checksums of files whose Kafka layout has no room for one, and some numbers, in a text file beside them:
 *
 * <pre>
 * tidemark-manifest 1
 * number largest-timestamp 1764000000000
 * file 00000000000000000000.index 800 1a2b3c4d
 * crc 5e6f7081
 * </pre>
 *
 * <p>The last line is the CRC-32C of all before it. A manifest that is missing or wrong vouches for nothing: what it names is
 * rebuilt. Immutable; any thread.
 */
public final class Manifest {

    private static final String HEAD = "tidemark-manifest 1\n";

    /**
     * What a file had when the manifest was written.
     *
     * @param size bytes
     * @param crc CRC-32C of them
     */
    public record Sum(long size, int crc) {

        /** The sum of bytes, position to limit. */
        public static Sum of(ByteBuffer bytes) {
            CRC32C crc = new CRC32C();
            int size = bytes.remaining();
            crc.update(bytes.duplicate());
            return new Sum(size, (int) crc.getValue());
        }

        /** Spelled out: a record's own equality is made at its first use, which a start would pay for. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Sum sum && size == sum.size && crc == sum.crc;
        }

        @Override
        public int hashCode() {
            return crc;
        }
    }

    private final Map<String, Long> numbers = new LinkedHashMap<>();
    private final Map<String, Sum> files = new LinkedHashMap<>();

    private Manifest() {}

    /** Collects what a manifest will say; confined to its caller. */
    public static final class Builder {

        private final Manifest manifest = new Manifest();

        /** Adds a named number. */
        public Builder number(String name, long value) {
            manifest.numbers.put(name, value);
            return this;
        }

        /** Adds a file's sum. */
        public Builder file(String name, Sum sum) {
            manifest.files.put(name, sum);
            return this;
        }

        /** Adds the sums of those of these files in a folder that exist. */
        public Builder files(Storage storage, Path folder, String... names) {
            for (String name : names) {
                Path file = folder.resolve(name);
                if (storage.exists(file)) {
                    file(name, Sum.of(storage.readAll(file)));
                }
            }
            return this;
        }

        public Manifest build() {
            return manifest;
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The manifest of a file, or null if it is missing or wrong. */
    public static @Nullable Manifest read(Storage storage, Path file) {
        if (!storage.exists(file)) {
            return null;
        }
        ByteBuffer bytes = storage.readAll(file);
        return parse(new String(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining(),
                StandardCharsets.ISO_8859_1));
    }

    /** Writes to the page cache alone: a manifest lost with the power is as good as none. */
    public void write(Storage storage, Path file) {
        try (StorageFile opened = storage.open(file, Storage.Mode.CREATE)) {
            opened.truncate(0);
            opened.append(StandardCharsets.ISO_8859_1.encode(text()));
        }
    }

    /** A named number, or null. */
    public @Nullable Long number(String name) {
        return numbers.get(name);
    }

    /** What is known of a file, or null. */
    public @Nullable Sum sum(String file) {
        return files.get(file);
    }

    /** Whether a file is as it was; a file that the manifest does not name must not be there. */
    public boolean vouchesFor(Storage storage, Path file) {
        Sum sum = files.get(String.valueOf(file.getFileName()));
        if (sum == null) {
            return !storage.exists(file);
        }
        return storage.exists(file) && storage.size(file) == sum.size() && Sum.of(storage.readAll(file)).equals(sum);
    }

    /** The bytes of a small file if they are as they were, or null. */
    public @Nullable ByteBuffer soundBytes(Storage storage, Path file) {
        Sum sum = files.get(String.valueOf(file.getFileName()));
        if (sum == null || !storage.exists(file)) {
            return null;
        }
        ByteBuffer bytes = storage.readAll(file);
        return Sum.of(bytes).equals(sum) ? bytes : null;
    }

    private String text() {
        StringBuilder text = new StringBuilder(HEAD);
        numbers.forEach((name, value) -> text.append("number ").append(name).append(' ').append(value).append('\n'));
        files.forEach((name, sum) -> text.append("file ")
                .append(name)
                .append(' ')
                .append(sum.size())
                .append(' ')
                .append(hex(sum.crc()))
                .append('\n'));
        String crc = hex(crcOf(text));
        return text.append("crc ").append(crc).append('\n').toString();
    }

    private static @Nullable Manifest parse(String text) {
        int crcLine = text.lastIndexOf("crc ");
        if (!text.startsWith(HEAD) || crcLine < 0
                || !text.substring(crcLine).equals("crc " + hex(crcOf(text.substring(0, crcLine))) + "\n")) {
            return null;
        }
        Manifest manifest = new Manifest();
        for (String line : text.substring(HEAD.length(), crcLine).split("\n")) {
            String[] words = line.split(" ");
            if (words.length == 3 && words[0].equals("number")) {
                manifest.numbers.put(words[1], Long.parseLong(words[2]));
            } else if (words.length == 4 && words[0].equals("file")) {
                manifest.files.put(words[1],
                        new Sum(Long.parseLong(words[2]), Integer.parseUnsignedInt(words[3], 16)));
            }
        }
        return manifest;
    }

    private static int crcOf(CharSequence text) {
        return Sum.of(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1))).crc();
    }

    private static String hex(int crc) {
        return HexFormat.of().toHexDigits(crc);
    }
}
