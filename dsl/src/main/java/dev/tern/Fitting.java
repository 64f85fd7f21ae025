package dev.tern;

import dev.tern.datasets.Split;
import dev.tern.nn.Network;
import dev.tern.nn.Quantization;
import dev.tern.train.Examples;
import dev.tern.train.History;
import dev.tern.train.Trainer;

/** From a recipe and rows to a model. */
final class Fitting {
    private Fitting() {}

    static Model fit(Recipe recipe, Split train) {
        if (train.size() == 0) {
            throw new IllegalArgumentException(train.name() + " is empty: there is nothing to train on.");
        }
        Architecture.Start start = recipe.architecture().start(train, recipe);
        Network network = start.network()
                .copy(
                        Quantization.of(start.network(), recipe.weights(), recipe.activations()),
                        recipe.embeddingTraining());
        Examples examples = start.reader().read(train);
        Model teacher = recipe.teacher();
        History history = Trainer.fit(network, teacher == null ? null : teacher.network(), examples, recipe.plan());
        return new Model(recipe.label(), recipe.toString(), network, start.reader(), train.labels(), history);
    }
}
