// Answers questions about the graphics context's state without asking the graphics process.
//
// Dear ImGui's renderer notes the state that it finds before it draws, and sets it back afterwards. For each of these
// the browser waits until everything drawn so far is done: tens of milliseconds a frame where there is no GPU. The
// renderer is the only one that changes them, and sets all of them each time, so that what it sets back is nothing
// to anybody: it gets a new context's values.

const NEW_CONTEXT = {
    SCISSOR_BOX: [0, 0, 0, 0],
    VIEWPORT: [0, 0, 0, 0],
    BLEND_SRC_RGB: 1,
    BLEND_SRC_ALPHA: 1,
    BLEND_DST_RGB: 0,
    BLEND_DST_ALPHA: 0,
    BLEND_EQUATION_RGB: 0x8006, // FUNC_ADD
    BLEND_EQUATION_ALPHA: 0x8006,
};

export function answerForState(gl) {
    const known = new Map(Object.entries(NEW_CONTEXT).map(([name, value]) => [gl[name], value]));
    const ask = gl.getParameter.bind(gl);
    gl.getParameter = (name) => known.get(name) ?? ask(name);
}
