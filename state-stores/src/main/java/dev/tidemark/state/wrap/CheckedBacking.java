package dev.tidemark.state.wrap;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.Engine;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.WriteBatch;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A part of the {@code system} byte store: keys behind a byte that says which part, values in front of a CRC-32C of key and
 * value. Run by the task's worker.
 */
public final class CheckedBacking implements Backing {

    private static final int CRC_SIZE = 4;

    private final Engine engine;
    private final ByteStore system;
    private final byte part;
    private final String where;
    private final CRC32C crc = new CRC32C();

    /** @param where the task and store, for messages */
    public CheckedBacking(Engine engine, ByteStore system, byte part, String where) {
        this.engine = engine;
        this.system = system;
        this.part = part;
        this.where = where;
    }

    @Override
    public byte @Nullable [] get(byte[] key, int offset, int length) {
        byte[] inside = new byte[length + 1];
        inside[0] = part;
        System.arraycopy(key, offset, inside, 1, length);
        byte[] sealed = system.get(inside, 0, inside.length);
        return sealed == null ? null : opened(inside, sealed);
    }

    @Override
    public ByteCursor scan(KeyRange range, ScanOrder order) {
        ByteCursor cursor = system.scan(inside(range), order);
        return new ByteCursor() {
            @Override
            public boolean next() {
                return cursor.next();
            }

            @Override
            public byte[] key() {
                byte[] inside = cursor.key();
                return Arrays.copyOfRange(inside, 1, inside.length);
            }

            @Override
            public byte[] value() {
                return opened(cursor.key(), cursor.value());
            }

            @Override
            public void close() {
                cursor.close();
            }
        };
    }

    @Override
    public void put(WriteBatch batch, byte[] key, byte[] value) {
        byte[] inside = inside(key);
        byte[] sealed = Arrays.copyOf(value, value.length + CRC_SIZE);
        ByteBuffer.wrap(sealed).putInt(value.length, crcOf(inside, value, value.length));
        batch.put(system, inside, sealed);
    }

    @Override
    public void delete(WriteBatch batch, byte[] key) {
        batch.delete(system, inside(key));
    }

    @Override
    public void deleteRange(WriteBatch batch, KeyRange range) {
        batch.deleteRange(system, inside(range));
    }

    @Override
    public void clear() {
        WriteBatch batch = engine.newBatch();
        deleteRange(batch, KeyRange.all());
        engine.write(batch);
        engine.flush();
    }

    private KeyRange inside(KeyRange range) {
        byte[] to = range.to();
        return KeyRange.of(inside(range.from()), to == null ? new byte[]{(byte) (part + 1)} : inside(to));
    }

    private byte[] inside(byte[] key) {
        byte[] inside = new byte[key.length + 1];
        inside[0] = part;
        System.arraycopy(key, 0, inside, 1, key.length);
        return inside;
    }

    private byte[] opened(byte[] inside, byte[] sealed) {
        int length = sealed.length - CRC_SIZE;
        if (length < 0 || ByteBuffer.wrap(sealed).getInt(length) != crcOf(inside, sealed, length)) {
            throw new TidemarkException(FailureCode.STORE_CORRUPT, "An entry of a task's own records cannot be read",
                    where,
                    "the CRC-32C of the entry with key " + HexFormat.of().formatHex(inside)
                            + " does not match its bytes",
                    "nothing: the store is rebuilt from its changelog when the task is opened again");
        }
        return Arrays.copyOf(sealed, length);
    }

    private int crcOf(byte[] inside, byte[] value, int length) {
        crc.reset();
        crc.update(inside, 0, inside.length);
        crc.update(value, 0, length);
        return (int) crc.getValue();
    }
}
