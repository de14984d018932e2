package dev.tidemark.verification.simulation.fault;

import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * While the broker is down, a file that can be made anew from the batches is damaged: a bit flips, a page is zeros, the end is gone. Nobody may believe
 * it.
 */
public final class DamagedFiles implements Fault {

    private static final int PAGE_BYTES = 4_096;

    @Override
    public String name() {
        return "F10";
    }

    @Override
    public List<Strike> plan(SplittableRandom random, long lengthMs) {
        List<Strike> strikes = new ArrayList<>();
        for (long at : Moments.some(random, lengthMs, 2, 5)) {
            boolean clean = random.nextBoolean();
            int files = 1 + random.nextInt(3);
            long drawing = random.nextLong();
            strikes.add(new Strike(at, "the broker " + (clean ? "stops" : "is killed") + " and " + files
                    + " files are damaged", world -> strike(world, clean, files, new SplittableRandom(drawing))));
        }
        return strikes;
    }

    private static void strike(SimWorld world, boolean clean, int files, SplittableRandom random) {
        world.broker().beforeNextStart(disk -> {
            List<Path> derived = DerivedFiles.on(disk);
            for (int i = 0; i < files && !derived.isEmpty(); i++) {
                Path file = derived.get(random.nextInt(derived.size()));
                world.scheduler().note("damaged: " + file);
                damage(disk, file, random);
            }
        });
        if (clean) {
            world.broker().stop();
        } else {
            world.broker().kill();
        }
    }

    private static void damage(Storage disk, Path file, SplittableRandom random) {
        int size = Math.toIntExact(disk.size(file));
        if (size == 0) {
            return;
        }
        try (StorageFile open = disk.open(file, Storage.Mode.WRITE)) {
            int at = random.nextInt(size);
            switch (random.nextInt(3)) {
                case 0 -> {
                    ByteBuffer one = ByteBuffer.allocate(1);
                    open.read(one, at);
                    one.put(0, (byte) (one.get(0) ^ (1 << random.nextInt(8))));
                    open.write(one.rewind(), at);
                }
                case 1 -> open.write(ByteBuffer.allocate(Math.min(PAGE_BYTES, size - at)), at);
                default -> open.truncate(at);
            }
            open.force();
        }
    }
}
