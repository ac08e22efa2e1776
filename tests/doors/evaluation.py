from tests.doors import Door, door, public

DOORS: dict[str, Door] = {}

# What the public reads
PUBLIC: dict[str, Door] = {
    "evaluation:public_home": door("200" + " 302" * 11, territory=False),
    "evaluation:public_territory": public(args={"slug": lambda world: world.home.slug}),
    "evaluation:public_activities": public(),
    "evaluation:legal": public(args={"page": lambda world: "aide"}),
}
DOORS |= PUBLIC
