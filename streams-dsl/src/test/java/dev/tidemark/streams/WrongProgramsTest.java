package dev.tidemark.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that make no sense do not compile: the stage they stand on has no such word. */
class WrongProgramsTest {

    @Test
    void a_right_program_compiles() {
        assertThat(errors("""
                stream.groupByKey().windowedBy(Windows.tumbling(Duration.ofMinutes(1)))
                        .count(Materialized.as("counts")).to("out")""")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "stream.count(Materialized.as(\"x\"))", // nothing was grouped
            "stream.windowedBy(Windows.tumbling(Duration.ofMinutes(1)))", // nothing was grouped
            "stream.groupByKey().to(\"out\")", // nothing was folded
            "stream.groupByKey().windowedBy(Windows.tumbling(Duration.ofMinutes(1))).to(\"out\")", // nothing was folded
            "stream.groupByKey().count(Materialized.as(\"x\")).to(\"out\")", // a table is no stream
            "stream.groupByKey().lateTo(\"late\")", // without windows nothing is too late
            "stream.groupByKey().windowedBy(Duration.ofMinutes(1))", // a duration is no windows
            "stream.groupByKey().filter((k, v) -> true)", // filter before grouping
            "stream.to(\"out\", Produced.with(Serdes.int64(), Serdes.string()))", // serde of another type
            "stream.groupByKey().count(Materialized.with(\"x\", Serdes.string()))", // counts are longs
            "stream.merge(stream.mapValues(String::length))", // streams of different types
    })
    void a_wrong_program_does_not(String program) {
        assertThat(errors(program)).as(program).isNotEmpty();
    }

    private static List<String> errors(String statement) {
        String source = """
                import dev.tidemark.serde.Serdes;
                import dev.tidemark.streams.*;
                import java.time.Duration;
                class Program {
                    Object use(KStream<String, String> stream) {
                        Runnable run = () -> %s;
                        return run;
                    }
                }
                """.formatted(statement);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///Program.java"),
                JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        compiler.getTask(null, null, found,
                List.of("-proc:none", "-implicit:none", "-d", System.getProperty("java.io.tmpdir"), "-classpath",
                        System.getProperty("java.class.path")),
                null, List.of(file)).call();
        return found.getDiagnostics()
                .stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
                .toList();
    }
}
