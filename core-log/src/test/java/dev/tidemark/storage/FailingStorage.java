package dev.tidemark.storage;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A disk that fails when it is told to. Any thread. */
public final class FailingStorage extends ForwardingStorage {

    private volatile boolean failForces;
    private volatile @Nullable String failWrites;
    private volatile @Nullable String fullFor;
    private volatile @Nullable String failRenames;

    public FailingStorage(Storage storage) {
        super(storage);
    }

    public void failForces(boolean fail) {
        failForces = fail;
    }

    /** Writes to files whose names end so fail; null = none. */
    public void failWrites(@Nullable String suffix) {
        failWrites = suffix;
    }

    /** Of what is written to files whose names end so, one half finds room; null = all of it. */
    public void fullFor(@Nullable String suffix) {
        fullFor = suffix;
    }

    /** Files and folders whose names begin so cannot be renamed; null = all can. */
    public void failRenames(@Nullable String prefix) {
        failRenames = prefix;
    }

    @Override
    public void rename(Path from, Path to) {
        String prefix = failRenames;
        if (prefix != null && from.getFileName().toString().startsWith(prefix)) {
            throw new TidemarkException(FailureCode.DISK_FULL, "The test's disk renames nothing", from.toString(),
                    "No space left on device", "none");
        }
        super.rename(from, to);
    }

    @Override
    public StorageFile open(Path file, Mode mode) {
        return new FailingFile(super.open(file, mode));
    }

    private final class FailingFile extends ForwardingFile {

        FailingFile(StorageFile file) {
            super(file);
        }

        @Override
        public long append(ByteBuffer bytes) {
            long position = size();
            write(bytes, position);
            return position;
        }

        @Override
        public void write(ByteBuffer bytes, long position) {
            checkWrite();
            String full = fullFor;
            if (full != null && path().toString().endsWith(full)) {
                super.write(bytes.slice(bytes.position(), bytes.remaining() / 2), position);
                throw new TidemarkException(FailureCode.DISK_FULL, "The test's disk has no room", path().toString(),
                        "No space left on device", "none");
            }
            super.write(bytes, position);
        }

        private void checkWrite() {
            String suffix = failWrites;
            if (suffix != null && path().toString().endsWith(suffix)) {
                throw failed("a write");
            }
        }

        @Override
        public void force() {
            if (failForces) {
                throw failed("a force");
            }
            super.force();
        }

        private TidemarkException failed(String what) {
            return new TidemarkException(FailureCode.DISK_FAILED, "The test's disk refuses " + what, path().toString(),
                    "Input/output error", "none");
        }
    }
}
