package dev.tidemark.state.rocksdb;

import dev.tidemark.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/** Reads the table files of a database through, every block of them, and says whose cannot be read. */
final class RocksDbFileCheck {

    private RocksDbFileCheck() {}

    /**
     * Checks all files of a database that is open.
     *
     * @return column families with a file that cannot be read, each with what is wrong
     */
    static Map<String, String> unreadable(RocksDB database, Storage storage) {
        Map<String, String> broken = new TreeMap<>();
        for (LiveFileMetaData file : database.getLiveFilesMetaData()) {
            String family = new String(file.columnFamilyName(), StandardCharsets.UTF_8);
            String path = file.path() + file.fileName(); // the name begins with a slash
            String wrong = broken.containsKey(family) ? null : wrong(path, file.size(), storage);
            if (wrong != null) {
                broken.put(family, wrong);
            }
        }
        return broken;
    }

    private static @Nullable String wrong(String path, long size, Storage storage) {
        Path file = Path.of(path);
        if (!storage.exists(file)) {
            return path + " is missing";
        }
        if (storage.size(file) != size) {
            return path + " has " + storage.size(file) + " bytes, not " + size;
        }
        try (Options options = new Options(); SstFileReader reader = new SstFileReader(options)) {
            reader.open(path);
            reader.verifyChecksum();
            return null;
        } catch (RocksDBException e) {
            if (RocksDbFailures.corrupt(e)) {
                return path + ": " + e.getMessage();
            }
            throw RocksDbFailures.at(path, e);
        }
    }
}
