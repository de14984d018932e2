package dev.tidemark.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Byte for byte what RocksDB's own batch has after the same calls. */
class SerializedWritesTest {

    /** More than a column family's number fits into one byte. */
    private static final int FAMILIES = 130;
    private static final int SIZE_MAX = 16 << 20;

    @TempDir
    Path folder;

    private final List<ColumnFamilyHandle> families = new ArrayList<>();
    private Options options;
    private WriteBatch theirs;
    private RocksDB database;

    @BeforeEach
    void open() throws RocksDBException {
        RocksDB.loadLibrary();
        theirs = new WriteBatch();
        options = new Options().setCreateIfMissing(true);
        database = RocksDB.open(options, folder.toString());
        families(1);
    }

    private void families(int count) throws RocksDBException {
        while (families.size() < count) {
            families.add(database.createColumnFamily(new ColumnFamilyDescriptor(
                    ("family " + families.size()).getBytes(StandardCharsets.UTF_8))));
        }
    }

    @AfterEach
    void close() {
        theirs.close();
        families.forEach(ColumnFamilyHandle::close);
        database.close();
        options.close();
    }

    private static byte[] drawn(RandomGenerator random, int lengthBound) {
        byte[] bytes = new byte[random.nextInt(lengthBound)];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void writes_of_all_kinds_to_many_families() throws RocksDBException {
        families(FAMILIES);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        SerializedWrites ours = new SerializedWrites(0, SIZE_MAX);
        for (int i = 0; i < 2_000; i++) {
            ColumnFamilyHandle family = families.get(random.nextInt(FAMILIES));
            byte[] key = drawn(random, 300);
            byte[] value = drawn(random, random.nextInt(50) == 0 ? 70_000 : 200);
            assertThat(ours.takes(key.length, value.length)).isTrue();
            switch (random.nextInt(4)) {
                case 0 -> {
                    ours.delete(family.getID(), key);
                    theirs.delete(family, key);
                }
                case 1 -> {
                    ours.deleteRange(family.getID(), key, value);
                    theirs.deleteRange(family, key, value);
                }
                case 2 -> {
                    ByteBuffer both = ByteBuffer.allocateDirect(key.length + value.length + 2);
                    both.put(1, key).put(key.length + 2, value);
                    ours.put(family.getID(), both, 1, key.length, key.length + 2, value.length);
                    theirs.put(family, key, value);
                }
                default -> {
                    ours.put(family.getID(), key, value);
                    theirs.put(family, key, value);
                }
            }
            assertThat(ours.size()).isEqualTo(theirs.getDataSize());
        }
        assertThat(ours.toBytes()).isEqualTo(theirs.data());
    }

    @Test
    void writes_over_those_of_an_earlier_batch() throws RocksDBException {
        SerializedWrites earlier = new SerializedWrites(1_000, SIZE_MAX);
        byte[] key = drawn(RandomGeneratorFactory.of("L64X128MixRandom").create(1), 300);
        for (int i = 0; i < 300 && earlier.takes(key.length, key.length); i++) {
            earlier.put(1, key, key);
        }
        earlier.toBytes();
        SerializedWrites ours = new SerializedWrites(earlier.room(), SIZE_MAX);
        ours.put(families.getFirst().getID(), new byte[]{1}, new byte[]{2});
        theirs.put(families.getFirst(), new byte[]{1}, new byte[]{2});
        assertThat(ours.toBytes()).isEqualTo(theirs.data());
    }

    @Test
    void nothing_at_all() throws RocksDBException {
        assertThat(new SerializedWrites(1_000, SIZE_MAX).toBytes()).isEqualTo(theirs.data());
    }

    @Test
    void takes_what_fits_below_the_bound_and_nothing_beyond() throws RocksDBException {
        SerializedWrites ours = new SerializedWrites(0, 1_000);
        byte[] key = new byte[40];
        byte[] value = new byte[50];
        int taken = 0;
        while (ours.takes(key.length, value.length)) {
            ours.put(families.getFirst().getID(), key, value);
            theirs.put(families.getFirst(), key, value);
            taken++;
        }
        assertThat(taken).isEqualTo(10); // of 94 bytes each behind a header of 12, with 16 to spare for the frame
        assertThat(ours.takes(Integer.MAX_VALUE, Integer.MAX_VALUE)).isFalse();
        assertThat(ours.toBytes()).isEqualTo(theirs.data());
    }
}
