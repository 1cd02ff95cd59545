package org.outeffhop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * No module formats a number for a file or a table with the locale of the process, in which digits
 * may be Arabic and thousands may have points. The compiler refuses the default encoding, time zone
 * and case of letters. The message of an exception may have the locale's digits.
 */
class DefaultLocaleTest {
  /** A specifier whose text depends on the locale. */
  private static final Pattern NUMBER = Pattern.compile("%(\\d+\\$)?[-+#, (0-9.]*[dfegEGtTa]");

  private static List<String> violations(List<JavaFileObject> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavacTask task = (JavacTask) compiler.getTask(null, null, null, null, null, sources);
    List<String> found = new ArrayList<>();
    for (CompilationUnitTree unit : task.parse()) {
      new Finder(unit, found).scan(unit, null);
    }
    return found;
  }

  /** Calls of {@code formatted}, {@code format} and {@code printf} that take the default locale. */
  private static final class Finder extends TreePathScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final List<String> found;

    Finder(CompilationUnitTree unit, List<String> found) {
      this.unit = unit;
      this.found = found;
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
      if (call.getMethodSelect() instanceof MemberSelectTree select && isWrong(call, select)) {
        found.add(
            Path.of(unit.getSourceFile().getName()).getFileName() + ": " + select.getExpression());
      }
      return super.visitMethodInvocation(call, nothing);
    }

    private boolean isWrong(MethodInvocationTree call, MemberSelectTree select) {
      Tree pattern =
          switch (select.getIdentifier().toString()) {
            case "formatted" -> select.getExpression();
            case "format", "printf" ->
                call.getArguments().isEmpty() ? null : call.getArguments().get(0);
            default -> null;
          };
      return pattern != null && hasNumbers(pattern) && !isMessage();
    }

    private static boolean hasNumbers(Tree pattern) {
      boolean[] found = {false};
      new TreeScanner<Void, Void>() {
        @Override
        public Void visitLiteral(LiteralTree literal, Void nothing) {
          found[0] |=
              literal.getValue() instanceof String text
                  && NUMBER.matcher(text.replace("%%", "")).find();
          return null;
        }
      }.scan(pattern, null);
      return found[0];
    }

    private boolean isMessage() {
      for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
        if (path.getLeaf() instanceof NewClassTree made
            && made.getIdentifier().toString().endsWith("Exception")) {
          return true;
        }
      }
      return false;
    }
  }

  private static JavaFileObject source(URI name, String text) {
    return new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  @Test
  void noModuleFormatsNumbersByTheDefaultLocale() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String module :
        List.of("outeffhop-inference", "outeffhop-core", "outeffhop-benchmarks", "outeffhop-cli")) {
      try (Stream<Path> all = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      }
    }
    assertTrue(files.size() > 400, files.size() + " files");
    List<JavaFileObject> sources = new ArrayList<>();
    for (Path file : files) {
      String text = Files.readString(file);
      sources.add(source(file.toUri(), text));
    }
    assertEquals(
        List.of(),
        violations(sources),
        "write String.format(Locale.ROOT, ..) for what a file or a table shows");
  }

  @Test
  void whatIsForbiddenIsFound() throws IOException {
    String body =
        """
        class Some {
          String a = "%d rows".formatted(3);
          String b = ("%s and " + "%,.2f").formatted("x", 3.0);
          String c = String.format("%05d", 3);
          String d = "%s rows, 100%%".formatted(3);
          String e = String.format(java.util.Locale.ROOT, "%05d", 3);
          RuntimeException f = new IllegalArgumentException("%d rows".formatted(3));
        }
        """;
    assertEquals(
        List.of("Some.java: \"%d rows\"", "Some.java: (\"%s and %,.2f\")", "Some.java: String"),
        violations(List.of(source(URI.create("string:///Some.java"), body))));
  }
}
