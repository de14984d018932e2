package dev.tidemark.state.rocksdb;

import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RocksDB's native library, kept unpacked beside the stores. Left to itself RocksDB unpacks 17 MB into the folder for temporary files at each start,
 * and a process that is killed leaves them there. Stateless; run by whoever opens the stores.
 */
final class RocksDbLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(RocksDbLibrary.class);

    private RocksDbLibrary() {}

    /** Loads it, if it is not loaded yet, from the folder; the file is unpacked there if it is not, or not the one of this version. */
    static void load(Storage storage, Path folder) {
        if (RocksDB.rocksdbVersion() != null) {
            return; // it is loaded
        }
        try {
            if (keep(storage, folder) != null) {
                RocksDB.loadLibrary(List.of(folder.toAbsolutePath().toString()));
            }
        } catch (IOException | TidemarkException | UnsatisfiedLinkError e) { // a folder whose files may not be executed, for one
            LOG.info("RocksDB's native library is not kept in {}: {}", folder, e.getMessage());
        }
        RocksDB.loadLibrary(); // does nothing if it is loaded by now
    }

    /** Makes sure that the folder has it; returns the file, or null if there is no telling what has to be in it. */
    static @Nullable Path keep(Storage storage, Path folder) throws IOException {
        String name = Environment.getJniLibraryFileName("rocksdb");
        URL packed = RocksDB.class.getResource("/" + name);
        URLConnection connection = packed == null ? null : packed.openConnection();
        JarEntry entry = connection instanceof JarURLConnection jar ? jar.getJarEntry() : null;
        if (connection == null || entry == null || entry.getCrc() < 0) {
            return null;
        }
        Path file = folder.resolve(name);
        if (!storage.exists(file) || checksum(storage.readAll(file)) != entry.getCrc()) {
            storage.createFolders(folder);
            try (InputStream unpacked = connection.getInputStream()) {
                storage.replace(file, ByteBuffer.wrap(unpacked.readAllBytes()));
            }
        }
        return file;
    }

    private static long checksum(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
