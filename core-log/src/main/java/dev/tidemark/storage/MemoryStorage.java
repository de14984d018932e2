package dev.tidemark.storage;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that can lose power: the deterministic twin of {@link DiskStorage}. Any thread; one lock guards all.
 *
 * <p>Un-forced bytes are tracked by 4 KiB page, un-synced names as a list of operations. {@link #losePower} keeps a random
 * subset of the pages, tears the last one and keeps a random beginning of the names' operations. Created folders are kept
 * always: no caller relies on their absence.
 */
public final class MemoryStorage implements Storage {

    static final int PAGE_BYTES = 4096;

    private sealed interface NameChange {
        record Link(Path path, MemoryNode node) implements NameChange {}

        record Unlink(Path path) implements NameChange {}

        record Move(Path from, Path to) implements NameChange {}

        default boolean touches(Path folder) {
            return switch (this) {
                case Link link -> folder.equals(link.path.getParent());
                case Unlink unlink -> folder.equals(unlink.path.getParent());
                case Move move -> folder.equals(move.from.getParent()) || folder.equals(move.to.getParent());
            };
        }

        default void applyTo(NavigableMap<Path, MemoryNode> names) {
            switch (this) {
                case Link link -> names.put(link.path, link.node);
                case Unlink unlink -> names.remove(unlink.path);
                case Move move -> move(names, move.from, move.to);
            }
        }

        /** The same change once the folder that it was made in has another name. */
        default NameChange within(Path from, Path to) {
            return switch (this) {
                case Link link -> new Link(renamed(link.path, from, to), link.node);
                case Unlink unlink -> new Unlink(renamed(unlink.path, from, to));
                case Move move -> new Move(renamed(move.from, from, to), renamed(move.to, from, to));
            };
        }

        private static Path renamed(Path path, Path from, Path to) {
            return path.startsWith(from) && !path.equals(from) ? to.resolve(from.relativize(path)) : path;
        }

        private static void move(NavigableMap<Path, MemoryNode> names, Path from, Path to) {
            List<Path> moved = names.keySet().stream().filter(name -> name.startsWith(from)).toList();
            for (Path name : moved) {
                MemoryNode node = names.remove(name);
                if (node != null) {
                    names.put(name.equals(from) ? to : to.resolve(from.relativize(name)), node);
                }
            }
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private NavigableMap<Path, MemoryNode> names = new TreeMap<>();
    private NavigableMap<Path, MemoryNode> durableNames = new TreeMap<>();
    private final List<NameChange> unsynced = new ArrayList<>();
    private final Set<Path> folders = new TreeSet<>();
    private final Set<Path> locked = new HashSet<>();
    private final List<MappedFile> maps = new ArrayList<>();
    private long capacityBytes = Long.MAX_VALUE;
    private int generation;

    /** The machine loses power. Every open file, map and lock is gone; what was not made durable may be. */
    public void losePower(RandomGenerator random) {
        lock.lock();
        try {
            int kept = unsynced.isEmpty() ? 0 : random.nextInt(unsynced.size() + 1);
            for (NameChange change : unsynced.subList(0, kept)) {
                change.applyTo(durableNames);
            }
            unsynced.clear();
            NavigableMap<Path, MemoryNode> survivors = new TreeMap<>();
            durableNames.forEach((path, node) -> survivors.put(path, node.afterPowerLoss(random)));
            durableNames = survivors;
            names = new TreeMap<>(survivors);
            names.keySet()
                    .forEach(name -> createFolders(Invariants.present(name.getParent(), "the folder of " + name)));
            dropProcess();
        } finally {
            lock.unlock();
        }
    }

    /** The process dies and the machine stays up: open files, maps and locks are gone, every byte and name is kept. */
    public void killProcess() {
        lock.lock();
        try {
            names.values().forEach(MemoryNode::pull);
            dropProcess();
        } finally {
            lock.unlock();
        }
    }

    private void dropProcess() {
        List.copyOf(maps).forEach(MappedFile::close);
        locked.clear();
        generation++;
    }

    /** From now on the disk holds this many bytes; writes beyond fail with DISK_FULL. */
    public void capacityBytes(long bytes) {
        lock.lock();
        try {
            capacityBytes = bytes;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public StorageFile open(Path file, Mode mode) {
        lock.lock();
        try {
            MemoryNode node = names.get(file);
            if (node == null) {
                if (mode != Mode.CREATE) {
                    throw problem("A file cannot be opened", file, "there is no such file");
                }
                Path folder = file.getParent();
                if (folder != null && !folders.contains(folder)) {
                    throw problem("A file cannot be opened", file, "there is no such folder");
                }
                node = new MemoryNode();
                names.put(file, node);
                unsynced.add(new NameChange.Link(file, node));
            }
            return new MemoryFile(this, file, node, generation, mode);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean exists(Path path) {
        lock.lock();
        try {
            return names.containsKey(path) || folders.contains(path);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long size(Path file) {
        lock.lock();
        try {
            MemoryNode node = names.get(file);
            if (node == null) {
                throw problem("The size of a file cannot be read", file, "there is no such file");
            }
            return node.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<String> list(Path folder) {
        lock.lock();
        try {
            TreeSet<String> found = new TreeSet<>();
            names.keySet().forEach(path -> addChild(found, folder, path));
            folders.forEach(path -> addChild(found, folder, path));
            return List.copyOf(found);
        } finally {
            lock.unlock();
        }
    }

    private static void addChild(Set<String> found, Path folder, Path path) {
        if (folder.equals(path.getParent())) {
            found.add(String.valueOf(path.getFileName()));
        }
    }

    @Override
    public boolean isFolder(Path path) {
        lock.lock();
        try {
            return folders.contains(path);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void createFolders(Path folder) {
        lock.lock();
        try {
            for (Path each = folder; each != null; each = each.getParent()) {
                folders.add(each);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void delete(Path path) {
        lock.lock();
        try {
            folders.remove(path);
            if (names.remove(path) != null) {
                unsynced.add(new NameChange.Unlink(path));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void deleteTree(Path folder) {
        lock.lock();
        try {
            for (Path path : names.keySet().stream().filter(name -> name.startsWith(folder)).toList()) {
                delete(path);
            }
            folders.removeIf(path -> path.startsWith(folder));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void rename(Path from, Path to) {
        lock.lock();
        try {
            if (!names.containsKey(from) && !folders.contains(from)) {
                throw problem("A file cannot be renamed to " + to.getFileName(), from, "there is no such file");
            }
            NameChange change = new NameChange.Move(from, to);
            change.applyTo(names);
            unsynced.add(change);
            for (Path path : folders.stream().filter(folder -> folder.startsWith(from)).toList()) {
                folders.remove(path);
                folders.add(path.equals(from) ? to : to.resolve(from.relativize(path)));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void syncDirectory(Path folder) {
        lock.lock();
        try {
            for (int i = 0; i < unsynced.size();) {
                NameChange change = unsynced.get(i);
                if (!change.touches(folder)) {
                    i++;
                    continue;
                }
                change.applyTo(durableNames);
                unsynced.remove(i);
                if (change instanceof NameChange.Move move) {
                    // What was changed in a folder before it was renamed stays in that folder, also if another takes its old name.
                    unsynced.subList(0, i).replaceAll(before -> before.within(move.from(), move.to()));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Lock tryLock(Path file) {
        lock.lock();
        try {
            open(file, Mode.CREATE).close();
            int holder = generation;
            return locked.add(file) ? () -> unlock(file, holder) : null;
        } finally {
            lock.unlock();
        }
    }

    private void unlock(Path file, int holder) {
        lock.lock();
        try {
            if (holder == generation) {
                locked.remove(file);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long usableBytes(Path folder) {
        lock.lock();
        try {
            return Math.max(0, capacityBytes - usedBytes());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long totalBytes(Path folder) {
        lock.lock();
        try {
            return capacityBytes;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int openFilesMax() {
        return Integer.MAX_VALUE;
    }

    /** Bytes of all files together. */
    public long usedBytes() {
        lock.lock();
        try {
            return names.values().stream().mapToLong(MemoryNode::size).sum();
        } finally {
            lock.unlock();
        }
    }

    ReentrantLock lock() {
        return lock;
    }

    /** A map is there until it is closed, by its process or by the end of that. */
    void mapped(MappedFile map) {
        maps.add(map);
    }

    void unmapped(MappedFile map) {
        maps.remove(map);
    }

    void checkAlive(Path file, int born) {
        if (born != generation) {
            throw problem("A file cannot be used", file, "the process that opened it is gone");
        }
    }

    void checkRoom(Path file, long growth) {
        if (growth > 0 && capacityBytes != Long.MAX_VALUE && usedBytes() + growth > capacityBytes) {
            throw new TidemarkException(FailureCode.DISK_FULL, "Bytes cannot be written to a file", file.toString(),
                    "the disk has no room", "free space on that disk");
        }
    }

    static TidemarkException problem(String what, Path file, String why) {
        return new TidemarkException(FailureCode.DISK_FAILED, what, file.toString(), why, "check the path");
    }
}
