package dev.tidemark.verification.simulation.fault;

import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a broker that can be made anew from its batches. Without state. */
public final class DerivedFiles {

    private static final Path ROOT = Path.of("/disk");
    private static final List<String> ENDINGS = List.of(".index", ".timeindex", ".txnindex", ".snapshot",
            "leader-epoch-checkpoint", ".checksums", "clean-close.manifest");

    private DerivedFiles() {}

    /** All on a disk, in the order of their names. */
    static List<Path> on(Storage disk) {
        List<Path> derived = new ArrayList<>();
        collect(disk, ROOT, derived);
        return derived;
    }

    private static void collect(Storage disk, Path folder, List<Path> derived) {
        for (String name : disk.list(folder)) {
            Path path = folder.resolve(name);
            if (disk.isFolder(path)) {
                collect(disk, path, derived);
            } else if (!name.startsWith("partition.metadata") && ENDINGS.stream().anyMatch(name::endsWith)) {
                // partition.metadata is primary, and so is its sum
                derived.add(path);
            }
        }
    }

    /** Nothing is left in any of them: the next start has the batches alone. */
    public static void empty(MemoryStorage disk) {
        for (Path file : on(disk)) {
            try (StorageFile open = disk.open(file, Storage.Mode.WRITE)) {
                open.truncate(0);
                open.force();
            }
        }
    }
}
