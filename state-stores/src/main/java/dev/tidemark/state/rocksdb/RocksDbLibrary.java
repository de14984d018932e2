package dev.tidemark.state.rocksdb;

import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.storage.Storage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
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
    /** What RocksDB calls its library in its jar, and in a folder where it is told to look: they differ. */
    private static final String PACKED = "rocksdb";

    private static final String KEPT = "rocksdbjni";

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
        File jar = jar();
        if (jar == null) {
            return null;
        }
        try (ZipFile packed = new ZipFile(jar)) {
            ZipEntry entry = packed.getEntry(Environment.getJniLibraryFileName(PACKED));
            if (entry == null || entry.getCrc() < 0) {
                return null;
            }
            Path file = folder.resolve(Environment.getJniLibraryFileName(KEPT));
            if (!storage.exists(file) || checksum(storage.readAll(file)) != entry.getCrc()) {
                storage.createFolders(folder);
                try (InputStream unpacked = packed.getInputStream(entry)) {
                    storage.replace(file, ByteBuffer.wrap(unpacked.readAllBytes()));
                }
            }
            return file;
        }
    }

    /** RocksDB's, asked for by its class: to look for the library by name would open all of the class path. Null if RocksDB is not in a jar of its own. */
    private static @Nullable File jar() throws IOException {
        CodeSource source = RocksDB.class.getProtectionDomain().getCodeSource();
        if (source == null || !"file".equals(source.getLocation().getProtocol())) {
            return null;
        }
        try {
            File jar = new File(source.getLocation().toURI());
            return jar.isFile() ? jar : null;
        } catch (URISyntaxException e) {
            throw new IOException(source.getLocation() + " is no address of a file", e);
        }
    }

    private static long checksum(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
