package dev.tidemark.verification.crash;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * What a task's stores hold on disk, and what their changelogs say they should, both as changelog keys and values in
 * hexadecimal. Reads RocksDB and the records plainly, by the layouts of {@code docs/formats/state-store.md}; imports nothing
 * of the state stores.
 */
final class StoreFiles {

    private static final HexFormat HEX = HexFormat.of();
    private static final int CRC_SIZE = 4;
    private static final byte SYSTEM_ENTRY = 3;

    private StoreFiles() {}

    /** A windowed store: engine keys without their segment. */
    static Map<String, String> windowed(Path rocksDb, String store) throws RocksDBException {
        Map<String, String> entries = new TreeMap<>();
        scan(rocksDb, "store." + store,
                (key, value) -> entries.put(HEX.formatHex(key, Long.BYTES, key.length), HEX.formatHex(value)));
        return entries;
    }

    /** A store of sessions, without those of its oldest segment that have expired and are still there. */
    static Map<String, String> sessions(Path rocksDb, String store, long expiredBefore) throws RocksDBException {
        Map<String, String> entries = new TreeMap<>();
        scan(rocksDb, "store." + store, (key, value) -> {
            if (ByteBuffer.wrap(value).getLong() >= expiredBefore) {
                entries.put(HEX.formatHex(key), HEX.formatHex(value));
            }
        });
        return entries;
    }

    /** The task's own store: entries of the system column family, without what marks and checks them. */
    static Map<String, String> system(Path rocksDb) throws RocksDBException {
        Map<String, String> entries = new TreeMap<>();
        scan(rocksDb, "system", (key, value) -> {
            if (key[0] == SYSTEM_ENTRY) {
                entries.put(HEX.formatHex(key, 1, key.length), HEX.formatHex(value, 0, value.length - CRC_SIZE));
            }
        });
        return entries;
    }

    /** The last value per key of one partition; an empty key says which window starts have expired. */
    static Map<String, String> fold(List<ConsumerRecord<byte[], byte[]>> changelog, int partition) {
        Map<String, String> entries = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : changelog) {
            if (record.partition() != partition) {
                continue;
            }
            if (record.key().length == 0) {
                long expiredBefore = ByteBuffer.wrap(record.value()).getLong();
                entries.keySet().removeIf(key -> startOf(HEX.parseHex(key)) < expiredBefore);
            } else if (record.value() == null) {
                entries.remove(HEX.formatHex(record.key()));
            } else {
                entries.put(HEX.formatHex(record.key()), HEX.formatHex(record.value()));
            }
        }
        return entries;
    }

    /** As {@link #fold}, of sessions: they expire by the ends in their values. */
    static Map<String, String> foldSessions(List<ConsumerRecord<byte[], byte[]>> changelog, int partition) {
        Map<String, String> entries = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : changelog) {
            if (record.partition() != partition) {
                continue;
            }
            if (record.key().length == 0) {
                long expiredBefore = ByteBuffer.wrap(record.value()).getLong();
                entries.values().removeIf(value -> ByteBuffer.wrap(HEX.parseHex(value)).getLong() < expiredBefore);
            } else if (record.value() == null) {
                entries.remove(HEX.formatHex(record.key()));
            } else {
                entries.put(HEX.formatHex(record.key()), HEX.formatHex(record.value()));
            }
        }
        return entries;
    }

    /** What the last record with an empty key says; the least number if there is none. */
    static long expiredBefore(List<ConsumerRecord<byte[], byte[]>> changelog, int partition) {
        long expiredBefore = Long.MIN_VALUE;
        for (ConsumerRecord<byte[], byte[]> record : changelog) {
            if (record.partition() == partition && record.key().length == 0) {
                expiredBefore = ByteBuffer.wrap(record.value()).getLong();
            }
        }
        return expiredBefore;
    }

    private static long startOf(byte[] key) {
        return ByteBuffer.wrap(key, key.length - Long.BYTES, Long.BYTES).getLong() ^ Long.MIN_VALUE;
    }

    private interface Visitor {
        void entry(byte[] key, byte[] value);
    }

    /** Whether a task's stores have one of this name. */
    static boolean has(Path rocksDb, String store) throws RocksDBException {
        return families(rocksDb).stream().anyMatch(family -> isNamed(family, "store." + store));
    }

    private static boolean isNamed(ColumnFamilyDescriptor family, String name) {
        return Arrays.equals(family.getName(), name.getBytes(StandardCharsets.UTF_8));
    }

    private static List<ColumnFamilyDescriptor> families(Path folder) throws RocksDBException {
        RocksDB.loadLibrary();
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(folder + " is missing");
        }
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        try (Options options = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(options, folder.toString())) {
                families.add(new ColumnFamilyDescriptor(name));
            }
        }
        return families;
    }

    private static void scan(Path folder, String family, Visitor visitor) throws RocksDBException {
        List<ColumnFamilyDescriptor> families = families(folder);
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (DBOptions options = new DBOptions();
                RocksDB db = RocksDB.openReadOnly(options, folder.toString(), families, handles)) {
            try {
                for (int i = 0; i < handles.size(); i++) {
                    if (isNamed(families.get(i), family)) {
                        try (RocksIterator all = db.newIterator(handles.get(i))) {
                            for (all.seekToFirst(); all.isValid(); all.next()) {
                                visitor.entry(all.key(), all.value());
                            }
                            all.status();
                        }
                    }
                }
            } finally {
                handles.forEach(ColumnFamilyHandle::close);
            }
        }
    }
}
