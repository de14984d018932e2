package dev.tidemark.storage;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An open file. One thread at a time writes ({@link #append}, {@link #write}, {@link #truncate}); reading and
 * {@link #force} may happen beside it from any thread.
 *
 * <p>After a failed {@link #force} nobody knows which bytes are on disk, and the kernel may report success the next time
 * although they are not. Therefore a file whose force failed refuses every further append, write and force.
 */
public interface StorageFile extends AutoCloseable {

    Path path();

    /** Bytes in the file, as last written by this process. */
    long size();

    /**
     * Writes all remaining bytes at the end. They are in the page cache then: they survive a killed process, not power loss.
     *
     * @return the position of the first byte written
     */
    long append(ByteBuffer bytes);

    /** Writes all remaining bytes at a position. */
    void write(ByteBuffer bytes, long position);

    /**
     * Reads until the buffer is full or the file ends.
     *
     * @return the number of bytes read, 0 at the end of the file
     */
    int read(ByteBuffer into, long position);

    /** Cuts the file. */
    void truncate(long size);

    /** Makes everything written before the call survive power loss. */
    void force();

    /**
     * Maps the first {@code size} bytes for reading and writing. A shorter file is first filled with real zeros, so that a full disk shows
     * here as an error and not later as a fault at a memory access. Of several maps of one file only the newest may be written;
     * the older ones keep showing what was there.
     */
    MappedFile map(long size);

    /** The channel for handing a range of the file to a socket, or null if the bytes are in memory. */
    @Nullable
    FileChannel channel();

    @Override
    void close();
}
