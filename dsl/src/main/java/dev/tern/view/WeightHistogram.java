package dev.tern.view;

final class WeightHistogram {

    private WeightHistogram() {}

    static Chart draw(String title, String subtitle, float[] latent, byte[] codes, float alpha, float delta) {
        throw new UnsupportedOperationException("not drawn yet");
    }
}
