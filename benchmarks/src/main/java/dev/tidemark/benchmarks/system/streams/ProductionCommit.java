package dev.tidemark.benchmarks.system.streams;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last commit that changed what is measured: runs of different benchmarks, documents and tests may stand beside each other, those of
 * different production code may not. Run by the benchmark's thread.
 */
final class ProductionCommit {

    private static final List<String> PRODUCTION = List.of("--", ":(glob)*/src/main/**", ":(exclude)benchmarks",
            ":(exclude)verification", "pom.xml", "tidemark");

    private final Path projectRoot;

    ProductionCommit(Path projectRoot) {
        this.projectRoot = projectRoot;
    }

    /** Its abbreviation, with a plus behind it if something has changed since; {@code unknown} outside of a repository. */
    String now() throws IOException, InterruptedException {
        String commit = git(List.of("log", "-1", "--format=%h"), PRODUCTION).strip();
        String changed = git(List.of("status", "--porcelain"), PRODUCTION).strip();
        return commit.isEmpty() ? "unknown" : commit + (changed.isEmpty() ? "" : "+");
    }

    /** Files of raw runs that are committed. */
    List<Path> committedRuns(String prefix) throws IOException, InterruptedException {
        String files = git(List.of("ls-files"), List.of("--", "benchmarks/results/" + prefix + "*.jsonl"));
        return files.isBlank() ? List.of()
                : Arrays.stream(files.strip().split("\n")).map(projectRoot::resolve).toList();
    }

    private String git(List<String> words, List<String> paths) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(words);
        command.addAll(paths);
        Process git = new ProcessBuilder(command).directory(projectRoot.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return git.waitFor() == 0 ? said : "";
    }
}
