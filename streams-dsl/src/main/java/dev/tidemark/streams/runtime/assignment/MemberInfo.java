package dev.tidemark.streams.runtime.assignment;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.UnreadableValueException;
import dev.tidemark.streams.topology.TaskId;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What a process tells the group's leader about itself, as the user data of its subscription.
 *
 * <pre>
 *   version u8 = 1 | process uuid 16 | workers u16 | topology fingerprint i64
 *   | n uvarint | n x (sub-topology uvarint, partition uvarint)   tasks that it runs
 *   | m uvarint | m x (sub-topology uvarint, partition uvarint)   tasks whose state is on its disk
 * </pre>
 *
 * @param process the identity kept in its state directory
 * @param workers its capacity: tasks are spread in proportion
 * @param fingerprint of the topology; members of a group run the same one
 * @param running tasks it has not let go of
 * @param onDisk tasks it could take over without reading their whole changelog
 */
public record MemberInfo(UUID process, int workers, long fingerprint, Set<TaskId> running, Set<TaskId> onDisk) {

    private static final int VERSION = 1;

    public MemberInfo {
        running = Set.copyOf(running);
        onDisk = Set.copyOf(onDisk);
    }

    /** The bytes, in an array of their own. */
    public ByteBuffer toBytes() {
        ByteSink sink = new ByteSink();
        sink.writeByte(VERSION);
        sink.writeLong(process.getMostSignificantBits());
        sink.writeLong(process.getLeastSignificantBits());
        sink.writeShort(workers);
        sink.writeLong(fingerprint);
        write(running, sink);
        write(onDisk, sink);
        return ByteBuffer.wrap(sink.toByteArray());
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws dev.tidemark.serde.UnreadableValueException if it is something else
     */
    public static MemberInfo of(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.get(bytes.position(), array);
        ByteSource source = new ByteSource().reset(array, 0, array.length);
        int version = source.readByte();
        if (version != VERSION) {
            throw new UnreadableValueException("version " + VERSION + " of the member's user data, not " + version);
        }
        UUID process = new UUID(source.readLong(), source.readLong());
        int workers = source.readShort();
        long fingerprint = source.readLong();
        return new MemberInfo(process, workers, fingerprint, read(source), read(source));
    }

    private static void write(Set<TaskId> tasks, ByteSink sink) {
        sink.writeUnsignedVarint(tasks.size());
        for (TaskId task : new TreeSet<>(tasks)) {
            sink.writeUnsignedVarint(task.subTopology());
            sink.writeUnsignedVarint(task.partition());
        }
    }

    private static Set<TaskId> read(ByteSource source) {
        int count = source.readUnsignedVarint();
        Set<TaskId> tasks = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            tasks.add(new TaskId(source.readUnsignedVarint(), source.readUnsignedVarint()));
        }
        return tasks;
    }
}
