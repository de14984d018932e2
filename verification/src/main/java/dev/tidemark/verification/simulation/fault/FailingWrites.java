package dev.tidemark.verification.simulation.fault;

import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.disk.DiskError;
import dev.tidemark.verification.simulation.disk.DiskOperation;
import dev.tidemark.verification.simulation.disk.DiskWatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A write to files of one kind fails after a part of it, and so does whatever is asked of that file afterwards, until it is opened by another process:
 * a bad sector that the disk puts another in place of. What was being written may not be acknowledged, neither then nor by a later attempt.
 */
public final class FailingWrites implements Fault {

    /** Files by the end of their path: batches, metadata, what is derived from them, and any. */
    private static final List<String> KINDS = List.of(".log", ".log", ".log", ".snapshot", ".txnindex", "");

    @Override
    public String name() {
        return "F8w";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 1, 3)) {
            String kind = KINDS.get(random.nextInt(KINDS.size()));
            double part = random.nextBoolean() ? 0 : random.nextDouble();
            strikes.add(
                    new Strike(at, "the next write to *" + kind + " fails after " + Math.round(100 * part) + " % of it",
                            world -> world.broker().watch(new BadSector(world, kind, part))));
        }
        return strikes;
    }

    /** What happens to one file. Confined to the simulation's thread. */
    private static final class BadSector implements DiskWatch {

        private final SimWorld world;
        private final String kind;
        private final double part;
        private Path broken = Path.of("");
        private int startsThen;

        BadSector(SimWorld world, String kind, double part) {
            this.world = world;
            this.kind = kind;
            this.part = part;
        }

        @Override
        public void before(DiskOperation operation, Path path) {
            if (path.equals(broken) && operation.changes() && world.broker().starts() == startsThen) {
                throw DiskError.inputOutput(path);
            }
        }

        @Override
        public int beforeWrite(Path path, int bytes) {
            before(DiskOperation.WRITE, path);
            if (bytes == 0 || startsThen > 0 || !path.toString().endsWith(kind)) {
                return bytes;
            }
            broken = path;
            startsThen = world.broker().starts();
            return (int) Math.min(bytes - 1L, Math.round(part * bytes));
        }
    }
}
