package dev.tidemark.storage;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The machine's disks. No state of its own; any thread. */
public final class DiskStorage implements Storage {

    @Override
    public StorageFile open(Path file, Mode mode) {
        try {
            FileChannel channel = switch (mode) {
                case READ -> FileChannel.open(file, StandardOpenOption.READ);
                case WRITE -> FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                case CREATE -> FileChannel
                        .open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            };
            return new DiskFile(file, channel);
        } catch (IOException e) {
            throw DiskProblem.of("A file cannot be opened", file, e);
        }
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw DiskProblem.of("The size of a file cannot be read", file, e);
        }
    }

    @Override
    public List<String> list(Path folder) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            List<String> names = new ArrayList<>();
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
            }
            names.sort(null);
            return Collections.unmodifiableList(names);
        } catch (DirectoryIteratorException e) {
            throw DiskProblem.of("A folder cannot be listed", folder, Objects.requireNonNull(e.getCause()));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw DiskProblem.of("A folder cannot be listed", folder, e);
        }
    }

    @Override
    public boolean isFolder(Path path) {
        return Files.isDirectory(path);
    }

    @Override
    public void createFolders(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw DiskProblem.of("A folder cannot be created", folder, e);
        }
    }

    @Override
    public void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw DiskProblem.of("A file cannot be deleted", path, e);
        }
    }

    @Override
    public void deleteTree(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure) throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.deleteIfExists(left);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            return; // somebody was faster; gone is gone
        } catch (IOException e) {
            throw DiskProblem.of("A folder cannot be deleted", folder, e);
        }
    }

    @Override
    public void rename(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw DiskProblem.of("A file cannot be renamed to " + to.getFileName(), from, e);
        }
    }

    @Override
    public void syncDirectory(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw DiskProblem.of("A folder cannot be synced", folder, e);
        }
    }

    @Override
    public @Nullable Lock tryLock(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new HeldLock(file, channel);
            }
            channel.close();
            return null;
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel);
            return null;
        } catch (IOException e) {
            closeQuietly(channel);
            throw DiskProblem.of("A lock file cannot be opened", file, e);
        }
    }

    @Override
    public long usableBytes(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw DiskProblem.of("The free space of a disk cannot be read", folder, e);
        }
    }

    @Override
    public long totalBytes(Path folder) {
        try {
            return Files.getFileStore(folder).getTotalSpace();
        } catch (IOException e) {
            throw DiskProblem.of("The size of a disk cannot be read", folder, e);
        }
    }

    @Override
    public int openFilesMax() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                && unix.getMaxFileDescriptorCount() > 0
                        ? (int) Math.min(Integer.MAX_VALUE, unix.getMaxFileDescriptorCount())
                        : Integer.MAX_VALUE;
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                return; // the error that led here is the one to tell
            }
        }
    }

    /** Closing the channel releases the lock. */
    private record HeldLock(Path file, FileChannel channel) implements Lock {
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw DiskProblem.of("A lock file cannot be closed", file, e);
            }
        }
    }
}
