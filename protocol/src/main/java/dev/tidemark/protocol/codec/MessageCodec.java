package dev.tidemark.protocol.codec;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.protocol.VersionRange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Reads and writes one kind of message at all its versions. Usable from any thread. A version is planned when it is first
 * used, since a process speaks few of them; two threads that plan the same version at once make equal plans, and one stays.
 *
 * @param <M> the message's record
 */
public final class MessageCodec<M> {

    private final Class<M> type;
    private final VersionRange versions;
    private final VersionRange flexible;
    /** ApiVersions' answer has the classic header at all versions, since a client reads it before it knows any (KIP-511). */
    private final boolean classicResponseHeader;
    private final AtomicReferenceArray<StructPlan> plans;

    MessageCodec(Class<M> type, VersionRange versions, VersionRange flexible, boolean classicResponseHeader) {
        this.type = type;
        this.classicResponseHeader = classicResponseHeader;
        this.versions = versions;
        this.flexible = flexible;
        this.plans = new AtomicReferenceArray<>(versions.highest() - versions.lowest() + 1);
    }

    public Class<M> type() {
        return type;
    }

    /** The versions that can be read and written; others are a mistake of the caller. */
    public VersionRange versions() {
        return versions;
    }

    /** Whether the version has compact lengths and tagged fields, and so has its request's header. */
    public boolean flexible(int version) {
        return flexible.contains(version);
    }

    /** Whether the header in front of this response ends with tagged fields. */
    public boolean flexibleResponseHeader(int version) {
        return flexible(version) && !classicResponseHeader;
    }

    /**
     * Exact bytes of a message, record batches included.
     *
     * @throws UnwritableMessage if the version cannot carry it; checked here, so that {@link #write} after this does not
     *     fail half-way
     */
    public int size(M message, short version) {
        try {
            return plan(version).size(message);
        } catch (UnwritableMessage unwritable) {
            throw unwritable.within(type.getSimpleName());
        } catch (ArithmeticException overflow) {
            throw new UnwritableMessage("has more than 2^31 bytes").within(type.getSimpleName());
        }
    }

    /** How many of its bytes are record batches, which a writer does not copy. */
    public int recordBytes(M message, short version) {
        return plan(version).recordBytes(message);
    }

    /**
     * Writes a message whose size was asked for.
     *
     * @throws UnwritableMessage if the version cannot carry it
     */
    public void write(M message, short version, WireWriter out) {
        try {
            plan(version).write(message, out);
        } catch (UnwritableMessage unwritable) {
            throw unwritable.within(type.getSimpleName());
        }
    }

    /**
     * Reads one message; bytes behind it stay unread.
     *
     * @throws MalformedMessage if the bytes are not a message of this version
     */
    public M read(WireReader in, short version) {
        try {
            return type.cast(plan(version).read(in));
        } catch (MalformedMessage malformed) {
            throw malformed.within(type.getSimpleName());
        }
    }

    /** The message as fragments, record batches uncopied. */
    public List<Fragment> encode(M message, short version) {
        return encoded(message, version).fragments();
    }

    /** The message as one buffer, record batches copied and released. */
    public ByteBuffer toBuffer(M message, short version) {
        return encoded(message, version).toBuffer();
    }

    /** The message that fills the buffer. */
    public M fromBuffer(ByteBuffer buffer, short version) {
        WireReader in = new WireReader(buffer);
        M message = read(in, version);
        in.expectEnd();
        return message;
    }

    /** For messages that are stored or embedded: the version in two bytes, then the message. */
    public ByteBuffer toVersionedBuffer(M message, short version) {
        WireWriter out = WireWriter.allocate(Math.addExact(2, size(message, version)));
        out.writeShort(version);
        write(message, version, out);
        return out.toBuffer();
    }

    private WireWriter encoded(M message, short version) {
        int bytes = size(message, version) - recordBytes(message, version);
        WireWriter out = WireWriter.allocate(bytes);
        write(message, version, out);
        out.checkFull();
        return out;
    }

    private StructPlan plan(short version) {
        Invariants.check(versions.contains(version), "%s has versions %s, not %s", type.getSimpleName(), versions,
                version);
        int slot = version - versions.lowest();
        StructPlan plan = plans.getAcquire(slot);
        if (plan == null) {
            plan = new StructPlanner(version, flexible(version)).plan(RecordShape.of(type));
            plans.setRelease(slot, plan);
        }
        return plan;
    }
}
