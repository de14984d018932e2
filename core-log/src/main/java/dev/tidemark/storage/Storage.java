package dev.tidemark.storage;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files and folders. Every method may be called from any thread and throws
 * {@link dev.tidemark.core.failure.TidemarkException} with DISK_FAILED, or DISK_FULL where bytes found no room, naming the
 * file.
 */
public interface Storage {

    /** How a file is opened. */
    enum Mode {
        /** It must exist; writing fails. */
        READ,
        /** It must exist. */
        WRITE,
        /** It is created if it does not exist; the new name survives power loss after {@link #syncDirectory}. */
        CREATE
    }

    /** Opens a file. The caller closes it. */
    StorageFile open(Path file, Mode mode);

    /** Whether a file or folder of this name is there. */
    boolean exists(Path path);

    /** Bytes of a file. */
    long size(Path file);

    /** The names in a folder, sorted; empty if there is no such folder. */
    List<String> list(Path folder);

    /** Whether this is a folder. */
    boolean isFolder(Path path);

    /** Creates a folder and those above it. Survives power loss after the folder above is synced. */
    void createFolders(Path folder);

    /** Deletes a file or empty folder; does nothing if it is not there. */
    void delete(Path path);

    /** Deletes a folder with all that is in it; does nothing if it is not there. */
    void deleteTree(Path folder);

    /** Renames in one step, replacing a file of the target's name: at any moment either the old or the new is there. */
    void rename(Path from, Path to);

    /** Makes the names in a folder survive power loss: files created, renamed and deleted so far. */
    void syncDirectory(Path folder);

    /**
     * Takes a file's lock for this process.
     *
     * @return the lock, or null if another process or another holder in this one has it
     */
    @Nullable
    Lock tryLock(Path file);

    /** Bytes that this process could still write to the disk of this folder. */
    long usableBytes(Path folder);

    /** Size of the disk of this folder, bytes. */
    long totalBytes(Path folder);

    /**
     * How many files, sockets included, this process may have open; {@code Integer.MAX_VALUE} if nobody knows. The first question may take tens of
     * milliseconds.
     */
    int openFilesMax();

    /** A held file lock. */
    interface Lock extends AutoCloseable {
        @Override
        void close();
    }

    /** A small file as a whole; for large ones open it. */
    default ByteBuffer readAll(Path file) {
        try (StorageFile opened = open(file, Mode.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(opened.size()));
            opened.read(bytes, 0);
            return bytes.flip();
        }
    }

    /**
     * Replaces a small file as a whole, surviving power loss: written beside, forced, renamed, folder synced. A crash leaves
     * the old or the new content.
     */
    default void replace(Path file, ByteBuffer content) {
        Path beside = file.resolveSibling(file.getFileName() + ".tmp");
        try (StorageFile opened = open(beside, Mode.CREATE)) {
            opened.truncate(0);
            opened.append(content);
            opened.force();
        }
        rename(beside, file);
        Path folder = file.getParent();
        if (folder != null) {
            syncDirectory(folder);
        }
    }
}
