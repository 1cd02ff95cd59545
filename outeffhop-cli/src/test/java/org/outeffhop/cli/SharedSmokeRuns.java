package org.outeffhop.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the test classes of a JVM the same {@link SmokeRuns}, trained when the first asks for them
 * and deleted after the last test; a class that has changed them fails.
 */
final class SharedSmokeRuns implements ParameterResolver, AfterAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(SharedSmokeRuns.class);

  private static SmokeRuns of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(SmokeRuns.class, key -> train(), SmokeRuns.class);
  }

  private static SmokeRuns train() {
    try {
      return SmokeRuns.train();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SmokeRuns.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return of(context);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    of(context).requireUnchanged();
  }
}
