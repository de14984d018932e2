package dev.tidemark.verification.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a peer that does not come from Maven is on this machine: it is, was installed just now, or cannot be, in the words of the
 * package manager that tried. Run by the thread of the test that asks.
 */
public sealed interface PeerInstallation {

    /** Can be started: a program on the path, or a folder with what npm put there. */
    record Here(String command) implements PeerInstallation {}

    /** Cannot be installed here; what was tried and what it answered. */
    record Impossible(String why) implements PeerInstallation {}

    /** How long an installation may take. */
    Duration PATIENCE = Duration.ofMinutes(2);

    /**
     * A program of a Debian package. One that is missing is installed where CI runs as root; elsewhere the machine is its owner's,
     * and what would install it is said.
     */
    static PeerInstallation debian(String program, String debianPackage) throws IOException, InterruptedException {
        if (onPath(program)) {
            return new Here(program);
        }
        String install = "apt-get install -y " + debianPackage;
        if (!"true".equals(System.getenv("CI"))) {
            return new Impossible(program + " is not installed; CI installs it: " + install);
        }
        List<String> said = new ArrayList<>();
        for (List<String> command : List.of(List.of("apt-get", "update", "-qq"),
                List.of("apt-get", "install", "-y", "-qq", debianPackage))) {
            said.addAll(run(command, Path.of(".")));
        }
        return onPath(program) ? new Here(program) : new Impossible(install + " failed: " + lastOf(said));
    }

    /**
     * What the {@code package.json} in a folder asks for, installed by npm into another folder, with the sources beside it.
     *
     * @return {@link Here} with the installed folder
     */
    static PeerInstallation npm(Path sources, Path target) throws IOException, InterruptedException {
        if (!onPath("npm") || !onPath("node")) {
            return new Impossible("node and npm are not on the path");
        }
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (Files.exists(target.resolve("node_modules"))) {
            return new Here(target.toString());
        }
        List<String> said = run(List.of("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"), target);
        return Files.exists(target.resolve("node_modules"))
                ? new Here(target.toString())
                : new Impossible("npm install failed: " + lastOf(said));
    }

    private static List<String> run(List<String> command, Path folder) throws IOException, InterruptedException {
        try (PeerProcess process = PeerProcess.start(command.getFirst(), folder, command)) {
            if (!process.endsWithin(PATIENCE)) {
                return List.of("still ran after " + PATIENCE);
            }
            process.waitFor(PATIENCE);
            return process.output();
        }
    }

    private static String lastOf(List<String> said) {
        return said.isEmpty() ? "it said nothing" : said.getLast();
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
