package org.outeffhop.experiment.theory;

import java.util.function.Function;
import org.outeffhop.naming.Named;

/** The claims that can be measured, by the names under which they are chosen. */
public enum TheoryClaim {
  ENERGY(settings -> new EnergyClaim(20, HopfieldFactory.PAPER)),
  CONVERGENCE(settings -> new ConvergenceClaim(40, settings.steps(), HopfieldFactory.PAPER)),
  ATTENTION(settings -> new AttentionClaim(HopfieldFactory.PAPER)),
  ERROR_BOUND(settings -> new ErrorBoundClaim(50, HopfieldFactory.PAPER)),
  DENSE_ERROR(settings -> new DenseErrorClaim(300, 64, HopfieldFactory.PAPER)),
  CAPACITY(settings -> new CapacityClaim(settings.draws(), HopfieldFactory.PAPER)),
  GENERALISATION(settings -> new GeneralisationClaim(settings.draws(), Readers.PAPER));

  private final Function<Verification, Claim> factory;

  TheoryClaim(Function<Verification, Claim> factory) {
    this.factory = factory;
  }

  Claim of(Verification settings) {
    return factory.apply(settings);
  }

  /** The claim of a name as printed. */
  public static TheoryClaim of(String name) {
    return Named.value("claim", values(), name);
  }

  @Override
  public String toString() {
    return Named.of(this);
  }
}
