package org.outeffhop.examples;

import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.hopfield.Hopfield;
import org.outeffhop.hopfield.HopfieldConfig;
import org.outeffhop.hopfield.Softmax;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.hopfield.SoftmaxFunction;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.training.Decay;
import org.outeffhop.training.Trainer;
import org.outeffhop.training.TrainingConfig;

/**
 * Trains a model of one's own around a Hopfield layer, with softmax and with Softmax1.
 *
 * <p>The model sees eight pairs of a key and a value and is asked for the value v of a key, as the
 * unit vector e_v. In half of the questions the key is not there and it is to give 0: attending to
 * nothing is right. Printed are the squared error on held-out questions before and after training,
 * and the share of answers that are nearer to the right one than to the others.
 *
 * <p>Softmax's answers are averages of what it has for the V values and so lie in a plane through V
 * points. No plane goes through all e_v and 0; the nearest leaves an error of 1 / (4 V).
 */
public final class OwnModel {
  private static final int VALUES = 4;

  /** The least error of averages. */
  static final double SOFTMAX_BOUND = 0.25 / VALUES;

  private static final int KEYS = 32;
  private static final int PAIRS = 8;
  private static final int WIDTH = 32;
  private static final double DEVIATION = 0.2;

  private final Tensor keys;
  private final Tensor values;
  private final Hopfield hopfield;
  private final Linear answer;

  OwnModel(Parameters parameters, SoftmaxFunction softmax) {
    keys = parameters.normal("keys", DEVIATION, KEYS, WIDTH);
    values = parameters.normal("values", DEVIATION, VALUES, WIDTH);
    HopfieldConfig outeffhop = HopfieldConfig.of(WIDTH, 1);
    HopfieldConfig config = outeffhop.with(outeffhop.retrieval().with(softmax));
    hopfield = new Hopfield(parameters, "hopfield", config, DEVIATION);
    answer = Linear.create(parameters, "answer", WIDTH, VALUES, DEVIATION);
  }

  /** Keys and values [B, L], asked keys and answers [B, 1], int64; the answer V is none. */
  record Questions(Tensor keys, Tensor values, Tensor asked, Tensor answers) {
    static Questions random(long count) {
      Tensor order = torch.rand(count, KEYS).argsort(1, false);
      Tensor values = torch.randint(VALUES, new long[] {count, PAIRS}).to(ScalarType.Long);
      Tensor place = torch.randint(2 * PAIRS, new long[] {count, 1}).to(ScalarType.Long);
      Tensor none = torch.full_like(values, Tensors.scalar(VALUES));
      Tensor answers = torch.cat(new TensorVector(values, none), 1).gather(1, place);
      return new Questions(order.narrow(1, 0, PAIRS), values, order.gather(1, place), answers);
    }
  }

  /** What the model answers, [B, V]. */
  Tensor forward(Questions questions) {
    Tensor stored = torch.embedding(keys, questions.keys());
    Tensor asked = torch.embedding(keys, questions.asked());
    Tensor retrieved = torch.embedding(values, questions.values());
    ForwardContext context = ForwardContext.EVALUATION;
    Tensor found = hopfield.forward(stored, asked, retrieved, AttentionMask.none(), context);
    return answer.forward(found.squeeze(1), context);
  }

  /** ||y - e_v||^2 of every question, ||y||^2 where the key is absent, [B, 1]. */
  private Tensor errors(Questions questions) {
    Tensor rows = torch.eye(VALUES + 1).index_select(0, questions.answers().squeeze(1));
    Tensor wanted = rows.narrow(1, 0, VALUES);
    return forward(questions).sub(wanted).square().sum(new long[] {1}, true, null);
  }

  /** Errors before and after training, and the share of right answers. */
  record Result(double before, double after, double right) {}

  /** Runs the program. */
  public static void main(String[] args) {
    System.out.println("softmax    error before    after    right");
    for (SoftmaxFunction softmax : List.of(new Softmax(), new Softmax1())) {
      Result result = train(softmax, 600, 1);
      System.out.printf(
          "%-9s  %12.4f  %7.4f  %6.1f%%%n",
          softmax.getClass().getSimpleName(),
          result.before(),
          result.after(),
          100 * result.right());
    }
    System.out.printf("%nSoftmax cannot get below %.4f.%n", SOFTMAX_BOUND);
  }

  /** Trains a model; its first weights and the questions follow from the seed. */
  static Result train(SoftmaxFunction softmax, long steps, long seed) {
    Engine.seed(seed);
    TrainingConfig config =
        TrainingConfig.adamW(steps, 0.01).warmup(20).schedule(Decay.COSINE).weightDecay(0.01);
    try (TensorScope scope = TensorScope.open();
        Parameters parameters = new Parameters()) {
      OwnModel model = new OwnModel(parameters, softmax);
      Questions heldOut = Questions.random(1000);
      Tensor before = model.errors(heldOut).mean();
      new Trainer(
              parameters.asMap(),
              (step, part) -> model.errors(Questions.random(64)).mean(),
              config,
              List.of())
          .run();
      Tensor after = model.errors(heldOut).mean();
      Tensor half = torch.full(new long[] {1000, 1}, Tensors.scalar(0.5));
      Tensor said = torch.cat(new TensorVector(model.forward(heldOut), half), 1);
      Tensor right = said.argmax(new LongOptional(1), true).eq(heldOut.answers());
      return new Result(
          Tensors.item(before),
          Tensors.item(after),
          Tensors.item(right.to(ScalarType.Float).mean()));
    }
  }
}
