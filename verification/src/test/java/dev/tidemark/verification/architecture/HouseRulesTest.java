package dev.tidemark.verification.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules of the house that no other tool knows, read off the sources. */
class HouseRulesTest {

    private static final Path ROOT = Path.of(System.getProperty("tidemark.project.root"));
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b");
    private static final Pattern SYNCHRONIZED = Pattern.compile("\\bsynchronized\\b\\s*[({a-z]");
    private static final Pattern SLEEP = Pattern.compile("Thread\\.sleep\\(|TimeUnit\\.[A-Z]+\\.sleep\\(");
    private static final Pattern DISABLED = Pattern.compile("@Disabled\\b");

    @Test
    void every_package_says_what_it_is_for() {
        List<String> missing = new ArrayList<>();
        for (Path source : sources("main")) {
            Path folder = source.getParent();
            if (folder != null && !Files.exists(folder.resolve("package-info.java"))) {
                missing.add(ROOT.relativize(folder).toString());
            }
        }
        assertThat(missing.stream().distinct()).as("packages without package-info.java").isEmpty();
    }

    @Test
    void nothing_is_left_for_later() {
        assertThat(linesMatching("main", UNFINISHED)).isEmpty();
        assertThat(linesMatching("test", DISABLED)).as("tests that nobody runs").isEmpty();
    }

    @Test
    void owners_instead_of_locks() {
        assertThat(linesMatching("main", SYNCHRONIZED)).isEmpty();
    }

    @Test
    void tests_wait_for_events_and_never_sleep() {
        assertThat(linesMatching("test", SLEEP)).isEmpty();
    }

    @Test
    void a_file_is_read_in_one_sitting() {
        List<String> longFiles = new ArrayList<>();
        for (Path source : sources("main")) {
            int lines = lines(source).size();
            if (lines > 700) {
                longFiles.add(ROOT.relativize(source) + ": " + lines);
            }
        }
        assertThat(longFiles).as("files past 700 lines; look for the second noun").isEmpty();
    }

    private static List<String> linesMatching(String kind, Pattern pattern) {
        List<String> found = new ArrayList<>();
        for (Path source : sources(kind)) {
            if (source.endsWith("HouseRulesTest.java")) {
                continue;
            }
            List<String> lines = lines(source);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (pattern.matcher(line).find() && !line.stripLeading().startsWith("*")
                        && !line.stripLeading().startsWith("//")) {
                    found.add(ROOT.relativize(source) + ":" + (i + 1) + " " + line.strip());
                }
            }
        }
        return found;
    }

    private static List<Path> sources(String kind) {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.sorted().toList()) {
                Path java = module.resolve("src").resolve(kind).resolve("java");
                if (Files.isDirectory(java)) {
                    try (Stream<Path> files = Files.walk(java)) {
                        files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(found::add);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(found).as("sources of " + kind + " under " + ROOT).isNotEmpty();
        return found;
    }

    private static List<String> lines(Path source) {
        try {
            return Files.readAllLines(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
