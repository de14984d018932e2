package dev.tidemark.broker.net;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.log.LogSlice;
import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * A slice of a log as something that Netty can send from file to socket. Runs on the connection's loop. Holds the slice's
 * lease until Netty lets go of it, sent or not. (Netty's own region would close the segment's file, which is not ours.)
 */
final class SliceRegion extends AbstractReferenceCounted implements FileRegion {

    private final LogSlice slice;
    private final LogSlice.FileRange file;
    private long transferred;

    SliceRegion(LogSlice slice) {
        this.slice = slice;
        this.file = Invariants.present(slice.file(), "the file of a slice");
    }

    @Override
    public long position() {
        return file.position();
    }

    @Override
    public long count() {
        return file.length();
    }

    @Override
    public long transferred() {
        return transferred;
    }

    @Override
    @Deprecated
    public long transfered() {
        return transferred;
    }

    @Override
    public long transferTo(WritableByteChannel target, long position) throws IOException {
        long left = count() - position;
        if (left <= 0) {
            return 0;
        }
        long written = file.channel().transferTo(file.position() + position, left, target);
        if (written == 0 && file.channel().size() < file.position() + count()) {
            throw new IOException("the segment file of a fetched slice ends before the slice");
        }
        transferred += Math.max(0, written);
        return written;
    }

    @Override
    protected void deallocate() {
        slice.release();
    }

    @Override
    public FileRegion retain() {
        super.retain();
        return this;
    }

    @Override
    public FileRegion retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public FileRegion touch() {
        return this;
    }

    @Override
    public FileRegion touch(Object hint) {
        return this;
    }
}
